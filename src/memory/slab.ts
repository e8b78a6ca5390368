import { nodeBuffer } from "./node-buffer.ts";

/**
 * Memory is allocated in blocks of this size, which several readouts share: fewer allocations, and fewer objects to
 * collect.
 */
const SLAB_BYTES = 2 ** 19;

/**
 * Allocates uninitialized memory: the caller fills all of it before it is read. Memory is never returned to the slab. A
 * slab is garbage-collected when no part of it is referenced.
 */
export class SlabAllocator<Memory extends ArrayBufferLike = ArrayBuffer> {
  readonly #allocate: (bytes: number) => Memory;
  #slab: Memory | undefined;
  #used = 0;

  /** @param allocate other memory than the default */
  constructor(allocate?: (bytes: number) => Memory) {
    this.#allocate = allocate ?? (uncleared as (bytes: number) => Memory);
  }

  /** Starts at a multiple of 8. */
  bytes(length: number): Uint8Array<Memory> {
    if (length > SLAB_BYTES / 2) return new Uint8Array(this.#allocate(length));
    if (this.#slab === undefined || this.#used + length > SLAB_BYTES) {
      this.#slab = this.#allocate(SLAB_BYTES);
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
