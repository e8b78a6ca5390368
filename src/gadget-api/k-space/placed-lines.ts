import { copyRange, GridLines, type ScatteredParts } from "../../numerics/cartesian/index.ts";
import type { SampleMemory } from "../services/sample-memory.ts";
import type { KSpaceLines } from "./k-space.ts";

export interface PlacedLinesOptions {
  /** Allocates the gathered k-space. */
  readonly memory: SampleMemory;
  /** Called when the samples of the lines are no longer needed. */
  readonly done: () => void;
}

/**
 * The lines of a k-space. They are gathered only if a step needs one array; a transform copies them to its own memory
 * directly. For most measurements this saves one pass of the samples through the processor's caches.
 */
export class PlacedLines implements KSpaceLines {
  /** Number of elements of the k-space. */
  readonly length: number;
  readonly memory: SampleMemory;
  readonly #done: () => void;
  /** `undefined` once they are gathered or released. */
  #grid: GridLines | undefined;
  #data: Float32Array | undefined;

  constructor(grid: GridLines, { memory, done }: PlacedLinesOptions) {
    this.#grid = grid;
    this.memory = memory;
    this.#done = done;
    this.length = grid.length;
  }

  get grid(): GridLines | undefined {
    return this.#grid;
  }

  copy(start: number, target: Float32Array): void {
    copyRange(this.#source, start, target);
  }

  parts(): ScatteredParts {
    const source = this.#source;
    return source instanceof GridLines ? source.parts() : { layout: undefined, arrays: [source] };
  }

  release(): void {
    if (!this.memory.recycles) return;
    if (this.#data === undefined) this.#forgetLines();
    else this.memory.release(this.#data);
  }

  gather(): Float32Array {
    if (this.#data === undefined) {
      const data = this.memory.allocate(this.length);
      this.copy(0, data);
      this.#data = data;
      this.#forgetLines();
    }
    return this.#data;
  }

  get #source(): Float32Array | GridLines {
    return this.#data ?? this.#grid!;
  }

  #forgetLines(): void {
    this.#grid = undefined;
    this.#done();
  }
}
