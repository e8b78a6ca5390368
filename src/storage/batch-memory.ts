import { SlabAllocator } from "../mrd/index.ts";

const SLAB_BYTES = 2 ** 19;

/** Where the rows of a batch are copied to. Whoever asks for memory fills all of it. */
export interface BatchMemory {
  /** Begins at a multiple of 8. */
  bytes(length: number): Uint8Array<ArrayBuffer>;
  /** Says that a batch begins. */
  begin(): void;
}

/** For rows that may be kept. */
export class KeptMemory extends SlabAllocator implements BatchMemory {
  begin(): void {}
}

/** The same memory for every batch: what one held is overwritten by the next, and nothing has to be collected. */
export class ReusedMemory implements BatchMemory {
  readonly #slabs: ArrayBuffer[] = [];
  #turn = 0;
  #used = 0;

  begin(): void {
    this.#turn = 0;
    this.#used = 0;
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    while (this.#turn < this.#slabs.length && this.#used + length > this.#slabs[this.#turn]!.byteLength) {
      this.#turn += 1;
      this.#used = 0;
    }
    if (this.#turn === this.#slabs.length) this.#slabs.push(new ArrayBuffer(Math.max(length, SLAB_BYTES)));
    const offset = this.#used;
    this.#used += (length + 7) & ~7;
    return new Uint8Array(this.#slabs[this.#turn]!, offset, length);
  }
}
