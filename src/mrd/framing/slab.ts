import { nodeBuffer } from "./node-buffer.ts";

/** Memory is had in pieces of this size: one allocation, and one thing less to collect, for several readouts. */
const SLAB_BYTES = 2 ** 19;

/**
 * Hands out memory that is not cleared first: the caller fills all of it before anyone sees it. What is handed out is never
 * taken back; a slab is collected when nothing in it is used any more.
 */
export class SlabAllocator {
  #slab = new ArrayBuffer(0);
  #used = 0;

  /** Begins at a multiple of 8. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    if (length > SLAB_BYTES / 2) return new Uint8Array(uncleared(length));
    if (this.#used + length > this.#slab.byteLength) {
      this.#slab = uncleared(SLAB_BYTES);
      this.#used = 0;
    }
    const offset = this.#used;
    this.#used += (length + 7) & ~7;
    return new Uint8Array(this.#slab, offset, length);
  }

  floats(length: number): Float32Array<ArrayBuffer> {
    const { buffer, byteOffset } = this.bytes(length * Float32Array.BYTES_PER_ELEMENT);
    return new Float32Array(buffer, byteOffset, length);
  }
}

function uncleared(bytes: number): ArrayBuffer {
  return nodeBuffer === undefined ? new ArrayBuffer(bytes) : (nodeBuffer.allocUnsafeSlow(bytes).buffer as ArrayBuffer);
}
