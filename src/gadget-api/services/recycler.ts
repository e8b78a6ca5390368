import { SlabAllocator } from "../../memory/index.ts";
import type { SampleMemory } from "./sample-memory.ts";

/** Up to this size, arrays are kept whatever their lengths: measurements with several lengths alternate between them. */
const LEAST_BYTES = 2 ** 26;

/**
 * A pool of sample buffers. Reuse is cheaper than allocation: new pages are zeroed by the kernel, evict cache lines,
 * and add work for the garbage collector. Apart from a minimum, it never has more memory than was in use at the same
 * time, so a session's limits apply to it too: beyond that, released arrays of other lengths are left to the garbage
 * collector.
 */
export class Recycler implements SampleMemory {
  readonly recycles = true;
  readonly #slabs: SlabAllocator<ArrayBufferLike>;
  /** Released arrays by their length; lengths for which there was no array longest ago come first. */
  readonly #free = new Map<number, Float32Array[]>();
  /** Arrays that were allocated here and not yet released. */
  #allocated = new WeakSet<Float32Array>();
  #freeBytes = 0;
  #usedBytes = 0;
  #isUsed = false;
  /** Upper limit of the memory in use and for reuse. */
  #mostBytes = LEAST_BYTES;

  /** @param allocate memory of another kind, such as that which a `WorkPool` shares with its threads */
  constructor(allocate?: (bytes: number) => ArrayBufferLike) {
    this.#slabs = new SlabAllocator(allocate);
  }

  /** Whether anything has been allocated since the last {@link clear}, or will be. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Announces that it will be used. */
  expectUse(): void {
    this.#isUsed = true;
  }

  allocate(length: number): Float32Array {
    this.#isUsed = true;
    const array = this.#free.get(length)?.pop();
    if (array === undefined) return this.#allocateNew(length);
    this.#freeBytes -= array.byteLength;
    return this.#use(array);
  }

  release(array: Float32Array): void {
    if (!this.#allocated.delete(array)) return;
    this.#usedBytes -= array.byteLength;
    this.#freeBytes += array.byteLength;
    const free = this.#free.get(array.length);
    if (free === undefined) this.#free.set(array.length, [array]);
    else free.push(array);
  }

  transfer(array: Float32Array): Float32Array | undefined {
    if (!this.#allocated.delete(array)) return undefined;
    const own = new Float32Array(array.buffer, array.byteOffset, array.length);
    this.#allocated.add(own);
    return own;
  }

  /**
   * Ends a session: nothing is in use any more, and no more than the minimum is kept. That is overwritten with zeros, so
   * that another session can't find anything of this one, even if it has a fault.
   */
  clear(): void {
    this.#allocated = new WeakSet();
    this.#isUsed = false;
    this.#usedBytes = 0;
    this.#freeBytes = 0;
    this.#mostBytes = LEAST_BYTES;
    // Whole buffers: one stays in memory as long as any of its arrays.
    const kept = new Set<ArrayBufferLike>();
    let room = LEAST_BYTES;
    for (const [length, arrays] of this.#free) {
      const own = arrays.filter(({ buffer }) => {
        if (!kept.has(buffer) && buffer.byteLength <= room) {
          kept.add(buffer);
          room -= buffer.byteLength;
        }
        return kept.has(buffer);
      });
      for (const array of own) array.fill(0);
      this.#freeBytes += Float32Array.BYTES_PER_ELEMENT * length * own.length;
      this.#free.set(length, own);
    }
  }

  #allocateNew(length: number): Float32Array {
    const array = this.#use(this.#slabs.floats(length));
    this.#free.delete(length); // Is empty, and moves to the end.
    for (const [other, arrays] of this.#free) {
      while (arrays.length > 0 && this.#usedBytes + this.#freeBytes > this.#mostBytes) {
        this.#freeBytes -= arrays.pop()!.byteLength;
      }
      if (arrays.length === 0) this.#free.delete(other);
    }
    return array;
  }

  #use(array: Float32Array): Float32Array {
    this.#usedBytes += array.byteLength;
    this.#mostBytes = Math.max(this.#mostBytes, this.#usedBytes);
    this.#allocated.add(array);
    return array;
  }
}
