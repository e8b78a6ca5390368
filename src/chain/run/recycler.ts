import type { SampleMemory } from "../../gadget-api/index.ts";
import { SlabAllocator } from "../../mrd/index.ts";

/** Bytes that wait to be used again; more is left to be collected. */
const MOST_BYTES = 2 ** 26;

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
