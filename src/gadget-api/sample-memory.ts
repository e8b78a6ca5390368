import { SlabAllocator } from "../mrd/index.ts";

/** Memory for the samples of messages, used again by whoever gives it back. */
export interface SampleMemory {
  /** Whether what is given back is used again. */
  readonly goesRound: boolean;
  /** An array of any content. */
  take(length: number): Float32Array;
  /** Takes back an array that nobody refers to any more. */
  give(array: Float32Array): void;
}

/** For steps whose messages others may still refer to: nothing is used again. */
export function freshMemory(): SampleMemory {
  const slabs = new SlabAllocator();
  return { goesRound: false, take: (length) => slabs.floats(length), give: () => {} };
}
