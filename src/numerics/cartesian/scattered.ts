import { copyFloats } from "../../memory/index.ts";

/** The arrays that scattered floats are stored in, and plain data that describe them. */
export interface ScatteredParts {
  /** `undefined` if the floats are those of a single array. */
  readonly layout: unknown;
  readonly arrays: readonly Float32Array[];
}

/** Floats that need not be contiguous: they are copied to where they are needed. */
export interface Scattered {
  /** Number of floats. */
  readonly length: number;
  /** What another thread can assemble them from. */
  parts?(): ScatteredParts;
  /**
   * Copies `target.length` floats, which are whole lines.
   * @param start index of the first
   */
  copy(start: number, target: Float32Array): void;
}

/** Copies `target.length` floats, starting at index `start`. */
export function copyRange(source: Float32Array | Scattered, start: number, target: Float32Array): void {
  if (source instanceof Float32Array) copyFloats(target, source.subarray(start, start + target.length), 0);
  else source.copy(start, target);
}
