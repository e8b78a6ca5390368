import { SlabAllocator } from "../../memory/index.ts";

/** Memory for the samples of messages. */
export interface SampleMemory {
  /** Whether released arrays are reused. */
  readonly recycles: boolean;
  /** An array with arbitrary contents. */
  allocate(length: number): Float32Array;
  /** Releases an array that is no longer referenced. An array that was not allocated here is ignored. */
  release(array: Float32Array): void;
  /**
   * Takes an array away from its owner, who must not use it any more. The caller may change the result and must release
   * it; releasing the array itself has no effect any more.
   * @returns the same memory; `undefined` for an array that was not allocated here, or is already released
   */
  transfer(array: Float32Array): Float32Array | undefined;
}

/** Memory that is never reused: for steps whose messages may still be referenced elsewhere. */
export function freshMemory(): SampleMemory {
  const slabs = new SlabAllocator();
  return { recycles: false, allocate: (length) => slabs.floats(length), release: () => {}, transfer: () => undefined };
}
