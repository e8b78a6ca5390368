import { SlabAllocator } from "../../memory/index.ts";

/** Memory for the samples of messages. */
export interface SampleMemory {
  /** Whether released arrays are reused. */
  readonly recycles: boolean;
  /** An array with arbitrary contents. */
  allocate(length: number): Float32Array;
  /** Releases an array that is no longer referenced. An array that was not allocated here is ignored. */
  release(array: Float32Array): void;
}

/** Memory that is never reused: for steps whose messages may still be referenced elsewhere. */
export function freshMemory(): SampleMemory {
  const slabs = new SlabAllocator();
  return { recycles: false, allocate: (length) => slabs.floats(length), release: () => {} };
}
