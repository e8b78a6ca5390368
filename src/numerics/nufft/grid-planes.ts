import type { PackedGrid } from "./grid.ts";
import { SLAB_PLANES, type Slab } from "./places.ts";

/** What is done with a plane, at a pointer. */
export type UsePlane = (plane: number, at: number) => void;

/**
 * The planes of a grid that some samples reach, in memory for few of them: samples come in the order of slabs, after
 * which all but the first planes are complete. These are reached again at the end, around the edge of the grid.
 */
export class GridPlanes {
  readonly #cells: number;
  readonly #width: number;
  readonly #kept: number;
  readonly #table: Uint32Array;
  /** Pointers to planes that are not in use. */
  readonly #free: number[];
  readonly #used = new Map<number, number>();

  /**
   * @param memory on the heap, for as many planes as it holds
   * @param table pointers of planes on the heap, for the kernels
   * @param width of the kernel
   * @param kept planes that are in use until the end
   */
  constructor(grid: PackedGrid, memory: Float32Array, table: Uint32Array, width: number, kept: number) {
    this.#cells = grid.axes[2]?.cells ?? 1;
    this.#width = width;
    this.#kept = kept;
    this.#table = table;
    const count = memory.byteLength / grid.planeBytes;
    this.#free = Array.from({ length: count }, (_, i) => memory.byteOffset + i * grid.planeBytes);
  }

  /** The number of planes that are in use at the same time. */
  static count(cells: number, width: number, kept: number): number {
    return Math.min(cells, SLAB_PLANES + width - 1 + kept);
  }

  /** Makes planes available for the samples of a slab, after those of the slabs before. */
  advance({ first }: Slab, begin: UsePlane, end: UsePlane): void {
    for (const plane of [...this.#used.keys()]) if (plane < first && plane >= this.#kept) this.#release(plane, end);
    const firstPlanes = Math.min(SLAB_PLANES, this.#cells - first);
    const count = Math.min(this.#cells, firstPlanes + this.#width - 1);
    for (let i = 0; i < count; i += 1) this.#acquire((first + i) % this.#cells, begin);
  }

  /** Ends the use of all planes. */
  finish(end: UsePlane): void {
    for (const plane of [...this.#used.keys()]) this.#release(plane, end);
  }

  #acquire(plane: number, begin: UsePlane): void {
    if (this.#used.has(plane)) return;
    const at = this.#free.pop()!;
    this.#used.set(plane, at);
    this.#table[plane] = at;
    begin(plane, at);
  }

  #release(plane: number, end: UsePlane): void {
    const at = this.#used.get(plane)!;
    end(plane, at);
    this.#used.delete(plane);
    this.#free.push(at);
  }
}
