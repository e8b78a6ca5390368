import type { SampleMemory } from "../../gadget-api/services/index.ts";
import { SlabAllocator } from "../../mrd/index.ts";

/** Maximum number of bytes retained for reuse; the rest is left to the garbage collector. */
const MOST_BYTES = 2 ** 26;

/**
 * A pool of sample buffers. Reuse is cheaper than allocation: new pages are zeroed by the kernel, evict cache lines,
 * and add work for the garbage collector.
 */
export class Recycler implements SampleMemory {
  readonly recycles = true;
  readonly #slabs = new SlabAllocator();
  readonly #free = new Map<number, Float32Array[]>();
  /** Arrays that were allocated here and not yet released. */
  readonly #allocated = new WeakSet<Float32Array>();
  #bytes = 0;

  allocate(length: number): Float32Array {
    let array = this.#free.get(length)?.pop();
    if (array === undefined) array = this.#slabs.floats(length);
    else this.#bytes -= array.byteLength;
    this.#allocated.add(array);
    return array;
  }

  release(array: Float32Array): void {
    if (!this.#allocated.delete(array) || this.#bytes + array.byteLength > MOST_BYTES) return;
    this.#bytes += array.byteLength;
    const free = this.#free.get(array.length);
    if (free === undefined) this.#free.set(array.length, [array]);
    else free.push(array);
  }
}
