import { SlabAllocator } from "../mrd/index.ts";

/** Bytes that wait to be used again; more is left to be collected. */
const MOST_BYTES = 2 ** 26;

/** Memory for the samples of messages, used again by whoever gives it back. */
export interface SampleMemory {
  /** Whether what is given back is used again. */
  readonly goesRound: boolean;
  /** An array of any content. */
  take(length: number): Float32Array;
  /** Takes back an array that nobody refers to any more. */
  give(array: Float32Array): void;
}

/**
 * Memory that goes round. Fresh memory costs more than what is written to it: the system clears its pages, they push others
 * out of the processor's caches, and in the end they must be collected.
 */
export class Recycler implements SampleMemory {
  readonly goesRound = true;
  readonly #slabs = new SlabAllocator();
  readonly #free = new Map<number, Float32Array[]>();
  #bytes = 0;

  take(length: number): Float32Array {
    const array = this.#free.get(length)?.pop();
    if (array === undefined) return this.#slabs.floats(length);
    this.#bytes -= array.byteLength;
    return array;
  }

  give(array: Float32Array): void {
    if (this.#bytes + array.byteLength > MOST_BYTES) return;
    this.#bytes += array.byteLength;
    const free = this.#free.get(array.length);
    if (free === undefined) this.#free.set(array.length, [array]);
    else free.push(array);
  }
}

/** For steps whose messages others may still refer to: nothing is used again. */
export function freshMemory(): SampleMemory {
  const slabs = new SlabAllocator();
  return { goesRound: false, take: (length) => slabs.floats(length), give: () => {} };
}
