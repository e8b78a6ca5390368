/**
 * Sums of a complex volume over a box around every pixel, in place; outside of the volume, pixels count as zero. The
 * cost doesn't depend on the size of the box: each axis is divided into blocks as long as the box, and a sum over the
 * box consists of the end of one block and the beginning of the next (M. van Herk, Pattern Recognition Letters 13:517,
 * 1992). Unlike a running sum it subtracts nothing: bright pixels cause no rounding errors elsewhere, and sums of zeros
 * are zero.
 */
export class WindowSums {
  readonly #axes: readonly Axis[];
  readonly #kernel: number;
  readonly #ends: Float64Array;
  readonly #beginnings: Float64Array;

  /**
   * @param size pixels along x, y, z
   * @param kernel pixels of the box along each axis; an even box extends one pixel farther down than up. Axes with a
   *   single pixel are skipped
   */
  constructor([x, y, z]: readonly [number, number, number], kernel: number) {
    const row = 2 * x;
    const axes: readonly Axis[] = [
      { length: x, width: 2, step: 2, starts: multiples(y * z, row) },
      { length: y, width: row, step: row, starts: multiples(z, row * y) },
      { length: z, width: row, step: row * y, starts: multiples(y, row) },
    ];
    this.#axes = axes.filter(({ length }) => length > 1 && kernel > 1);
    this.#kernel = kernel;
    const bufferLength = Math.max(0, ...this.#axes.map(({ length, width }) => (length + kernel - 1) * width));
    this.#ends = new Float64Array(bufferLength);
    this.#beginnings = new Float64Array(bufferLength);
  }

  /** @param field `[z][y][x]` complex, interleaved; receives the sums */
  apply(field: Float64Array): void {
    for (const axis of this.#axes) for (const start of axis.starts) this.#sumAlong(axis, field, start);
  }

  #sumAlong({ length, width, step }: Axis, field: Float64Array, start: number): void {
    const ends = this.#ends;
    const beginnings = this.#beginnings;
    const before = Math.floor(this.#kernel / 2) * width;
    const block = this.#kernel * width;
    const total = (length + this.#kernel - 1) * width;
    // Contiguous rows are copied as one.
    const [rows, run] = step === width ? [1, length * width] : [length, width];

    for (let i = 0; i < before; i++) beginnings[i] = 0;
    for (let i = before + length * width; i < total; i++) beginnings[i] = 0;
    for (let r = 0, to = before; r < rows; r++) {
      for (let from = start + r * step, end = from + run; from < end; from++, to++) beginnings[to] = field[from]!;
    }
    for (let first = 0; first < total; first += block) {
      const next = Math.min(first + block, total);
      const second = first + width;
      const last = Math.max(next - width, second);
      // A box that starts where a block starts is the whole beginning of that block.
      for (let i = first; i < second; i++) ends[i] = 0;
      for (let i = last; i < next; i++) ends[i] = beginnings[i]!;
      for (let i = last - 1; i >= second; i--) ends[i] = beginnings[i]! + ends[i + width]!;
      for (let i = second; i < next; i++) beginnings[i]! += beginnings[i - width]!;
    }
    for (let r = 0, at = 0; r < rows; r++) {
      for (let to = start + r * step, end = to + run; to < end; to++, at++) {
        field[to] = ends[at]! + beginnings[at + block - width]!;
      }
    }
  }
}

/** Lines or planes of pixels: from each start, `length` regions of `width` floats, `step` floats apart. */
interface Axis {
  readonly length: number;
  readonly width: number;
  readonly step: number;
  readonly starts: readonly number[];
}

function multiples(count: number, factor: number): number[] {
  return Array.from({ length: count }, (_, i) => i * factor);
}
