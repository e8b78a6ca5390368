import { heapStretches, kernels } from "../kernels/heap.ts";
import { type Direction, type LineTransform, requireLines, type Window } from "./line-transform.ts";
import { SimdPlan } from "./pffft.ts";

/** Columns that are gathered together: with 512 samples, 64 kB, which the second cache holds twice. */
const TILE_COLUMNS = 16;

/** Lengths that pffft transforms itself; all of them are even, so both shifts swap the halves of a line. */
export class SimdTransform implements LineTransform {
  readonly length: number;
  readonly #plan: SimdPlan;
  readonly #factor: number;

  constructor(length: number) {
    this.length = length;
    this.#plan = SimdPlan.of(length);
    this.#factor = 1 / Math.sqrt(length);
  }

  transform(direction: Direction, source: Float32Array, target: Float32Array, count: number): void {
    this.transformCropped(direction, source, target, count, { first: 0, count: this.length });
  }

  transformCropped(
    direction: Direction,
    source: Float32Array,
    target: Float32Array,
    count: number,
    window: Window,
  ): void {
    requireLines(this.length, source, target, count, window);
    const { first, count: kept } = window;
    const size = 2 * this.length;
    // Half a line of complex samples has as many floats as a line has samples.
    const half = this.length;
    // Of the window, what lies in the lower half of the shifted line is in the upper half of the library's.
    const lower = Math.max(0, Math.min(2 * (first + kept), half) - 2 * first);
    const [input, output, work] = heapStretches(size, size, size) as [Float32Array, Float32Array, Float32Array];
    const fromUpper = output.subarray(half + 2 * first, half + 2 * first + lower);
    const start = Math.max(0, 2 * first - half);
    const fromLower = output.subarray(start, start + 2 * kept - lower);
    for (let line = 0; line < count; line++) {
      const offset = size * line;
      input.set(source.subarray(offset + half, offset + size));
      input.set(source.subarray(offset, offset + half), half);
      this.#plan.transform(direction, input, output, work);
      kernels.scale(output.byteOffset, size, this.#factor);
      const to = 2 * kept * line;
      target.set(fromUpper, to);
      target.set(fromLower, to + lower);
    }
  }

  transformColumns(direction: Direction, data: Float32Array, offset: number, stride: number): void {
    const size = 2 * this.length;
    const plane = data.subarray(offset, offset + size * stride);
    const [heap, tile, work] = heapStretches(plane.length, 2 * size * TILE_COLUMNS, size) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const half = tile.length / 2;
    const inputs = columns(tile, 0, size);
    const outputs = columns(tile, half, size);
    heap.set(plane);
    for (let first = 0; first < stride; first += TILE_COLUMNS) {
      const count = Math.min(TILE_COLUMNS, stride - first);
      const at = heap.byteOffset + 8 * first;
      kernels.gatherLines(at, tile.byteOffset, stride, this.length, count);
      for (let i = 0; i < count; i++) this.#plan.transform(direction, inputs[i]!, outputs[i]!, work);
      kernels.scatterLines(tile.byteOffset + 4 * half, at, stride, this.length, count, this.#factor);
    }
    data.set(heap, offset);
  }
}

function columns(tile: Float32Array, start: number, size: number): Float32Array[] {
  return Array.from({ length: TILE_COLUMNS }, (_, i) => tile.subarray(start + i * size, start + (i + 1) * size));
}
