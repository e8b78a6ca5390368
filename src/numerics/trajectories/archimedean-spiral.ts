import { requireCount } from "../errors.ts";

/**
 * An Archimedean spiral from the centre of k-space to 0.5 cycles per pixel, with samples in equal distances along it. Its
 * interleaves are 1 / matrix apart.
 */
export class ArchimedeanSpiral {
  /** Radius per angle, in cycles per pixel and rad. */
  readonly #rise: number;
  readonly #turns: number;

  /** @throws NumericsError `bad-length` for numbers that are not whole ones of at least 1 */
  constructor(matrix: number, interleaves: number) {
    requireCount("the matrix of a spiral", matrix, 1);
    requireCount("the interleaves of a spiral", interleaves, 1);
    this.#rise = interleaves / (2 * Math.PI * matrix);
    this.#turns = 0.5 / this.#rise;
  }

  /** Length in cycles per pixel. */
  get length(): number {
    return this.#lengthUntil(this.#turns);
  }

  /** The first interleaf: `[count][2]` in cycles per pixel. */
  points(count: number): Float64Array {
    const points = new Float64Array(2 * count);
    let angle = 0;
    for (let sample = 0; sample < count; sample += 1) {
      const distance = (sample / count) * this.length;
      // Newton's method from the sample before, of a function that is convex.
      for (let step = 0; step < 50; step += 1) {
        const change = (distance - this.#lengthUntil(angle)) / (this.#rise * Math.hypot(1, angle));
        angle += change;
        if (Math.abs(change) < 1e-12 * (1 + angle)) break;
      }
      points[2 * sample] = this.#rise * angle * Math.cos(angle);
      points[2 * sample + 1] = this.#rise * angle * Math.sin(angle);
    }
    return points;
  }

  #lengthUntil(angle: number): number {
    return (this.#rise / 2) * (angle * Math.hypot(1, angle) + Math.asinh(angle));
  }
}
