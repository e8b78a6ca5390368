import type { KSpaceShape } from "../../gadget-api/index.ts";
import type { KSpaceLines } from "../../gadget-api/k-space/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";

/** Samples of a readout, and their position on a line of the grid. */
export interface PlacedLine {
  /** Index of the line, see `lineIndex`. */
  readonly index: number;
  /** `[coils][stride]` complex. */
  readonly samples: Float32Array;
  readonly stride: number;
  /** First sample to place, and the number of samples. */
  readonly from: number;
  readonly length: number;
  /** Position of the first sample on the line. */
  readonly first: number;
  /** Whether they are added to the samples already on the line. */
  readonly adds: boolean;
}

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
  readonly #shape: KSpaceShape;
  readonly #counts: Uint32Array;
  readonly #memory: SampleMemory;
  readonly #done: () => void;
  /** `[slices][s][n]` */
  #lines: PlacedLine[][];
  #data: Float32Array | undefined;

  constructor(shape: KSpaceShape, { counts, memory, done }: PlacedLinesOptions) {
    const images = shape.n * shape.s * shape.slices;
    this.#shape = shape;
    this.#counts = counts;
    this.#memory = memory;
    this.#done = done;
    this.#lines = Array.from({ length: images }, () => []);
    this.length = 2 * shape.e0 * shape.e1 * shape.e2 * shape.coils * images;
  }

  add(line: PlacedLine): void {
    this.#lines[Math.floor(line.index / (this.#shape.e1 * this.#shape.e2))]!.push(line);
  }

  copy(start: number, target: Float32Array): void {
    if (this.#data !== undefined) {
      target.set(this.#data.subarray(start, start + target.length));
      return;
    }
    const { e0, e1, e2, coils } = this.#shape;
    const volume = 2 * e0 * e1 * e2;
    for (let at = 0; at < target.length; at += volume) {
      const index = (start + at) / volume;
      this.#copyVolume(Math.floor(index / coils), index % coils, target.subarray(at, at + volume));
    }
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

  #forgetLines(): void {
    this.#lines = [];
    this.#done();
  }

  /** One coil of one image. */
  #copyVolume(image: number, coil: number, target: Float32Array): void {
    const width = 2 * this.#shape.e0;
    const plane = this.#shape.e1 * this.#shape.e2;
    for (const { index, samples, stride, from, length, first, adds } of this.#lines[image]!) {
      const start = 2 * (coil * stride + from);
      const kept = samples.subarray(start, start + 2 * length);
      const line = width * (index % plane);
      if (adds) addTo(target, line + 2 * first, kept);
      else {
        if (kept.length < width) target.fill(0, line, line + width);
        target.set(kept, line + 2 * first);
      }
    }
    for (let row = 0; row < plane; row += 1) {
      const count = this.#counts[image * plane + row]!;
      if (count === 0) target.fill(0, width * row, width * (row + 1));
      else if (count > 1) for (let i = width * row; i < width * (row + 1); i += 1) target[i]! /= count;
    }
  }
}

function addTo(target: Float32Array, at: number, values: Float32Array): void {
  for (let i = 0; i < values.length; i += 1) target[at + i]! += values[i]!;
}
