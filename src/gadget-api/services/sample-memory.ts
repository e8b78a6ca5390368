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
   * Takes an array away from its owner, who must not use it any more, and whose `release` has no effect any more. The
   * caller may change it and must release it by {@link releaseClaimed}.
   * @returns false for an array that was not allocated here, or is already claimed or released
   */
  claim(array: Float32Array): boolean;
  /** Releases an array that was claimed or, like {@link release}, one that was not. */
  releaseClaimed(array: Float32Array): void;
}

/** Memory that is never reused: for steps whose messages may still be referenced elsewhere. */
export function freshMemory(): SampleMemory {
  const slabs = new SlabAllocator();
  return {
    recycles: false,
    allocate: (length) => slabs.floats(length),
    release: () => {},
    claim: () => false,
    releaseClaimed: () => {},
  };
}
