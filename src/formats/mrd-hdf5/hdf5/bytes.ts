/** The undefined address or length. */
export const UNDEFINED = 0xffff_ffff_ffff_ffffn;

const encoder = new TextEncoder();

/** Lengths in HDF5 metadata are multiples of eight. */
export function aligned(length: number): number {
  return Math.ceil(length / 8) * 8;
}

/** An address, length or dimension as eight bytes. */
export function u64(value: number | bigint): Uint8Array {
  return new Bytes(8).u64(value).take();
}

/** A writer of little-endian values. */
export class Bytes {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  u8(...values: readonly number[]): this {
    return this.raw(Uint8Array.of(...values));
  }

  u16(value: number): this {
    const at = this.#advance(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    const at = this.#advance(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  u64(value: number | bigint): this {
    const at = this.#advance(8);
    this.#view.setBigUint64(at, BigInt(value), true);
    return this;
  }

  zeros(count: number): this {
    this.#advance(count);
    return this;
  }

  raw(bytes: Uint8Array): this {
    const at = this.#advance(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  /** The four-letter signature of a structure. */
  signature(letters: string): this {
    return this.raw(encoder.encode(letters));
  }

  /** A text with its terminating NUL, padded to a multiple of eight bytes. */
  name(text: string): this {
    const encoded = encoder.encode(text);
    return this.raw(encoded).zeros(aligned(encoded.length + 1) - encoded.length);
  }

  /** Pads with zeros up to a length. */
  padTo(length: number): this {
    return this.zeros(Math.max(0, length - this.#length));
  }

  /** All bytes written so far. */
  take(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #advance(count: number): number {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return start;
  }
}
