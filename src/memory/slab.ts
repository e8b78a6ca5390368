import { nodeBuffer } from "./node-buffer.ts";

/**
 * Memory is allocated in blocks, which several readouts share: fewer allocations, and fewer objects to collect. The
 * system's allocator maps blocks of 128 KB or more each by themselves, and unmaps them when they are freed: the page
 * faults of such blocks took an eighth of the time of a session with volumes. It reuses smaller blocks.
 */
const SLAB_BYTES = 2 ** 16;
/** Of other memory: what threads share is described to them block by block. */
const OTHER_SLAB_BYTES = 2 ** 23;

/**
 * Allocates uninitialized memory: the caller fills all of it before it is read. Memory is never returned to the slab. A
 * slab is garbage-collected when no part of it is referenced.
 */
export class SlabAllocator<Memory extends ArrayBufferLike = ArrayBuffer> {
  readonly #allocate: (bytes: number) => Memory;
  readonly #slabBytes: number;
  #slab: Memory | undefined;
  #used = 0;

  /** @param allocate other memory than the default */
  constructor(allocate?: (bytes: number) => Memory) {
    this.#allocate = allocate ?? (uncleared as (bytes: number) => Memory);
    this.#slabBytes = allocate === undefined ? SLAB_BYTES : OTHER_SLAB_BYTES;
  }

  /** Starts at a multiple of 8. */
  bytes(length: number): Uint8Array<Memory> {
    if (length > this.#slabBytes / 2) return new Uint8Array(this.#allocate(length));
    if (this.#slab === undefined || this.#used + length > this.#slabBytes) {
      this.#slab = this.#allocate(this.#slabBytes);
      this.#used = 0;
    }
    const offset = this.#used;
    this.#used += (length + 7) & ~7;
    return new Uint8Array(this.#slab, offset, length);
  }

  floats(length: number): Float32Array<Memory> {
    const { buffer, byteOffset } = this.bytes(length * Float32Array.BYTES_PER_ELEMENT);
    return new Float32Array(buffer, byteOffset, length);
  }
}

function uncleared(bytes: number): ArrayBuffer {
  return nodeBuffer === undefined ? new ArrayBuffer(bytes) : (nodeBuffer.allocUnsafeSlow(bytes).buffer as ArrayBuffer);
}
