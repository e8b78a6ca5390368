/**
 * An Archimedean spiral from the centre of k-space to 0.5 cycles per pixel. Its interleaves are 1 / matrix apart.
 */
export class Spiral {
  /** Radius per angle, in cycles per pixel and rad. */
  readonly #rise: number;
  readonly #turns: number;

  constructor(matrix: number, interleaves: number) {
    this.#rise = interleaves / (2 * Math.PI * matrix);
    this.#turns = 0.5 / this.#rise;
  }

  /** Length in cycles per pixel. */
  get length(): number {
    return this.#lengthUntil(this.#turns);
  }

  /** Radius and angle of samples in equal distances along the spiral. */
  samples(count: number): { readonly radius: number; readonly angle: number }[] {
    let angle = 0;
    return Array.from({ length: count }, (_, sample) => {
      const wanted = (sample / count) * this.length;
      // Newton's method from the sample before, of a function that is convex.
      for (let step = 0; step < 50; step++) {
        const change = (wanted - this.#lengthUntil(angle)) / (this.#rise * Math.hypot(1, angle));
        angle += change;
        if (Math.abs(change) < 1e-12 * (1 + angle)) break;
      }
      return { radius: this.#rise * angle, angle };
    });
  }

  #lengthUntil(angle: number): number {
    return (this.#rise / 2) * (angle * Math.hypot(1, angle) + Math.asinh(angle));
  }
}
