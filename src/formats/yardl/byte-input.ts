import { counted } from "../../text/index.ts";
import { YardlError } from "./errors.ts";

/** Fills a buffer with the next bytes. @returns their number, 0 at the end */
export type ReadBytes = (target: Uint8Array) => number;

const BUFFER_BYTES = 2 ** 18;
const utf8 = new TextDecoder();

/** Little-endian values of a sequence of bytes, read in large pieces. */
export class ByteInput {
  readonly #read: ReadBytes;
  readonly #size: number;
  #buffer = new Uint8Array(BUFFER_BYTES);
  #view = new DataView(this.#buffer.buffer);
  #at = 0;
  #end = 0;
  /** Offset of the buffer in the file. */
  #base = 0;

  /** @param size of all bytes; announced lengths are compared with it before memory is allocated */
  constructor(read: ReadBytes, size = Number.MAX_SAFE_INTEGER) {
    this.#read = read;
    this.#size = size;
  }

  /** Of the next byte, from the start. */
  get offset(): number {
    return this.#base + this.#at;
  }

  /** Whether there are no more bytes. */
  get atEnd(): boolean {
    return this.#at === this.#end && !this.#fill(1);
  }

  byte(): number {
    if (this.#at === this.#end) this.#need(1);
    return this.#buffer[this.#at++]!;
  }

  float32(): number {
    this.#need(4);
    this.#at += 4;
    return this.#view.getFloat32(this.#at - 4, true);
  }

  float64(): number {
    this.#need(8);
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  /** Seven bits per byte, lowest first. @returns a bigint only where a number would be rounded */
  varint(): number | bigint {
    let value = 0;
    let factor = 1;
    for (let index = 0; index < 7; index++) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
    let rest = 0n;
    for (let shift = 0n; shift < 21n; shift += 7n) {
      const byte = this.byte();
      rest |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return (rest << 49n) + BigInt(value);
    }
    throw new YardlError("malformed", `an integer at byte ${this.offset} has more than 64 bits`);
  }

  /** An unsigned integer of up to 32 bits, or a length. */
  count(): number {
    const value = this.varint();
    if (typeof value === "number") return value;
    throw new YardlError("malformed", `a length before byte ${this.offset} is ${value}`);
  }

  /** A length of something whose elements have at least `bytes` bytes each. @throws YardlError `truncated` */
  length(bytes: number): number {
    const count = this.count();
    this.requireLeft(count * bytes);
    return count;
  }

  /** @throws YardlError `truncated` if the file has fewer bytes left */
  requireLeft(bytes: number): void {
    const left = this.#size - this.offset;
    if (bytes > left)
      throw this.#truncated(`${bytes} bytes are announced at byte ${this.offset}, and ${left} are left`);
  }

  text(): string {
    const bytes = new Uint8Array(this.length(1));
    this.bytes(bytes);
    return utf8.decode(bytes);
  }

  /** Fills an array with the next bytes. */
  bytes(target: Uint8Array): void {
    let filled = Math.min(target.length, this.#end - this.#at);
    target.set(this.#buffer.subarray(this.#at, this.#at + filled));
    this.#at += filled;
    while (filled < target.length) {
      const count = this.#read(target.subarray(filled));
      if (count === 0)
        throw this.#truncated(`it ends ${counted(target.length - filled, "byte")} before the end of an array`);
      filled += count;
      this.#base += count;
    }
  }

  #need(bytes: number): void {
    if (this.#end - this.#at < bytes && !this.#fill(bytes)) throw this.#truncated("it ends within a value");
  }

  /** Reads until the buffer has that many bytes. @returns whether it has */
  #fill(bytes: number): boolean {
    this.#buffer.copyWithin(0, this.#at, this.#end);
    this.#base += this.#at;
    this.#end -= this.#at;
    this.#at = 0;
    while (this.#end < bytes) {
      const count = this.#read(this.#buffer.subarray(this.#end));
      if (count === 0) return false;
      this.#end += count;
    }
    return true;
  }

  #truncated(problem: string): YardlError {
    return new YardlError("truncated", `${problem} (byte ${this.#base + this.#end})`);
  }
}
