import type { KSpaceShape } from "../../gadget-api/index.ts";
import type { KSpaceLines } from "../../gadget-api/k-space/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";
import { copyRange, GridLines, type PlacedLine, type ScatteredParts } from "../../numerics/cartesian/index.ts";

export interface PlacedLinesOptions {
  /** `[slices][s][n][e2][e1]`, the divisor of each line. A line with divisor 0 is zero. */
  readonly counts: Uint32Array;
  /** Allocates the gathered k-space. */
  readonly memory: SampleMemory;
  /** Called when the samples of the readouts are no longer needed. */
  readonly done: () => void;
}

/**
 * The lines of a k-space. They are gathered only if a step needs one array; a transform copies them to its own memory
 * directly. For most measurements this saves one pass of the samples through the processor's caches.
 */
export class PlacedLines implements KSpaceLines {
  /** Number of elements of the k-space. */
  readonly length: number;
  readonly #memory: SampleMemory;
  readonly #done: () => void;
  /** `undefined` once they are gathered or released. */
  #lines: GridLines | undefined;
  #data: Float32Array | undefined;

  constructor(shape: KSpaceShape, { counts, memory, done }: PlacedLinesOptions) {
    this.#lines = new GridLines({ ...shape, images: shape.n * shape.s * shape.slices }, counts);
    this.#memory = memory;
    this.#done = done;
    this.length = this.#lines.length;
  }

  add(line: PlacedLine): void {
    this.#lines!.add(line);
  }

  copy(start: number, target: Float32Array): void {
    copyRange(this.#source, start, target);
  }

  parts(): ScatteredParts {
    const source = this.#source;
    return source instanceof GridLines ? source.parts() : { layout: undefined, arrays: [source] };
  }

  release(): void {
    if (!this.#memory.recycles) return;
    if (this.#data === undefined) this.#forgetLines();
    else this.#memory.release(this.#data);
  }

  gather(): Float32Array {
    if (this.#data === undefined) {
      const data = this.#memory.allocate(this.length);
      this.copy(0, data);
      this.#data = data;
      this.#forgetLines();
    }
    return this.#data;
  }

  get #source(): Float32Array | GridLines {
    return this.#data ?? this.#lines!;
  }

  #forgetLines(): void {
    this.#lines = undefined;
    this.#done();
  }
}
