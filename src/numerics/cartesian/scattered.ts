/** Numbers that need not lie in one array before they are copied to where they are worked on. */
export interface Scattered {
  /** Elements of all. */
  readonly length: number;
  /**
   * Copies elements to all of `target`: whole volumes.
   * @param start of the first
   */
  copy(start: number, target: Float32Array): void;
}

/** Copies elements, from `start` on, to all of `target`. */
export function copyStretch(source: Float32Array | Scattered, start: number, target: Float32Array): void {
  if (source instanceof Float32Array) target.set(source.subarray(start, start + target.length));
  else source.copy(start, target);
}
