/** Floats that need not be contiguous: they are copied to where they are needed. */
export interface Scattered {
  /** Number of floats. */
  readonly length: number;
  /**
   * Copies `target.length` floats, which are whole volumes.
   * @param start index of the first
   */
  copy(start: number, target: Float32Array): void;
}

/** Copies `target.length` floats, starting at index `start`. */
export function copyRange(source: Float32Array | Scattered, start: number, target: Float32Array): void {
  if (source instanceof Float32Array) target.set(source.subarray(start, start + target.length));
  else source.copy(start, target);
}
