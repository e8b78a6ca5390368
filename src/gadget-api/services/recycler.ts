import { SlabAllocator } from "../../memory/index.ts";
import type { SampleMemory } from "./sample-memory.ts";

/** Up to this size, arrays are kept whatever their lengths: measurements with several lengths alternate between them. */
const LEAST_BYTES = 2 ** 26;

/** Memory of an array. */
interface Place {
  /** The only array that may release it. */
  array: Float32Array;
  /** Whether it was taken away from the owner of the array, who may not release it any more. */
  isClaimed: boolean;
  /** Number of the session that uses it; `undefined` if it is free. */
  session: number | undefined;
}

interface LatestPlaces {
  readonly buffer: ArrayBufferLike | undefined;
  readonly places: Map<number, Place> | undefined;
}

const noPlaces: LatestPlaces = { buffer: undefined, places: undefined };

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
  readonly #free = new Map<number, Place[]>();
  /**
   * By memory, the places of its arrays by their offsets. Weak references to arrays would be changed for each of them,
   * which took 7 % of the time of a session whose volumes have many readouts.
   */
  readonly #places = new WeakMap<ArrayBufferLike, Map<number, Place>>();
  /** The places of the buffer that was last looked up: arrays of one often follow each other. */
  #latest: LatestPlaces = noPlaces;
  #session = 0;
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
    const place = this.#free.get(length)?.pop();
    if (place === undefined) return this.#allocateNew(length);
    this.#freeBytes -= place.array.byteLength;
    return this.#use(place);
  }

  release(array: Float32Array): void {
    const place = this.#placeInUse(array);
    if (place !== undefined && !place.isClaimed) this.#release(place);
  }

  claim(array: Float32Array): boolean {
    const place = this.#placeInUse(array);
    if (place === undefined || place.isClaimed) return false;
    place.isClaimed = true;
    return true;
  }

  releaseClaimed(array: Float32Array): void {
    const place = this.#placeInUse(array);
    if (place !== undefined) this.#release(place);
  }

  #release(place: Place): void {
    const { array } = place;
    place.session = undefined;
    this.#usedBytes -= array.byteLength;
    this.#freeBytes += array.byteLength;
    const free = this.#free.get(array.length);
    if (free === undefined) this.#free.set(array.length, [place]);
    else free.push(place);
  }

  /**
   * Ends a session: nothing is in use any more, and no more than the minimum is kept. That is overwritten with zeros, so
   * that another session can't find anything of this one, even if it has a fault.
   */
  clear(): void {
    this.#session += 1;
    this.#isUsed = false;
    this.#latest = noPlaces; // It would keep its buffer in memory.
    this.#usedBytes = 0;
    this.#freeBytes = 0;
    this.#mostBytes = LEAST_BYTES;
    // Whole buffers: one stays in memory as long as any of its arrays.
    const kept = new Set<ArrayBufferLike>();
    let room = LEAST_BYTES;
    for (const [length, places] of this.#free) {
      const own = places.filter(({ array: { buffer } }) => {
        if (!kept.has(buffer) && buffer.byteLength <= room) {
          kept.add(buffer);
          room -= buffer.byteLength;
        }
        return kept.has(buffer);
      });
      for (const { array } of own) array.fill(0);
      this.#freeBytes += Float32Array.BYTES_PER_ELEMENT * length * own.length;
      this.#free.set(length, own);
    }
  }

  #allocateNew(length: number): Float32Array {
    const array = this.#use(this.#addPlace(this.#slabs.floats(length)));
    this.#free.delete(length); // Is empty, and moves to the end.
    for (const [other, places] of this.#free) {
      while (places.length > 0 && this.#usedBytes + this.#freeBytes > this.#mostBytes) {
        this.#freeBytes -= places.pop()!.array.byteLength;
      }
      if (places.length === 0) this.#free.delete(other);
    }
    return array;
  }

  #addPlace(array: Float32Array): Place {
    const { buffer, byteOffset } = array;
    const place: Place = { array, isClaimed: false, session: undefined };
    const places = this.#places.get(buffer) ?? new Map<number, Place>();
    // An empty array begins where the next one does.
    if (array.length > 0) places.set(byteOffset, place);
    this.#places.set(buffer, places);
    this.#latest = { buffer, places };
    return place;
  }

  #use(place: Place): Float32Array {
    if (place.isClaimed) {
      // Another array with the same memory: the former owner of this one may still try to release it.
      const { buffer, byteOffset, length } = place.array;
      place.array = new Float32Array(buffer, byteOffset, length);
      place.isClaimed = false;
    }
    const { array } = place;
    this.#usedBytes += array.byteLength;
    this.#mostBytes = Math.max(this.#mostBytes, this.#usedBytes);
    place.session = this.#session;
    return array;
  }

  /** The place of an array that was allocated here in this session, and is not released. */
  #placeInUse(array: Float32Array): Place | undefined {
    const { buffer, byteOffset } = array;
    if (buffer !== this.#latest.buffer) this.#latest = { buffer, places: this.#places.get(buffer) };
    const place = this.#latest.places?.get(byteOffset);
    return place !== undefined && place.array === array && place.session === this.#session ? place : undefined;
  }
}
