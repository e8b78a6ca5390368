import { readSync } from "node:fs";

/** A longer piece is damaged. */
const LONGEST_BYTES = 2 ** 30;

/** A part of a file that is kept in memory, for reads that follow each other closely. */
export class FileWindow {
  readonly #fd: number;
  #memory: Uint8Array<ArrayBuffer>;
  #start = 0;
  #length = 0;

  /**
   * @param fd of the open file
   * @param bytes what is read together; more for a longer piece
   */
  constructor(fd: number, bytes: number) {
    this.#fd = fd;
    this.#memory = new Uint8Array(bytes);
  }

  has(address: number, length: number): boolean {
    return address >= this.#start && address + length <= this.#start + this.#length;
  }

  /**
   * @returns bytes of the file, valid until the next call
   * @throws RangeError if the file is shorter, or cannot be read
   */
  bytes(address: number, length: number): Uint8Array<ArrayBuffer> {
    if (!this.has(address, length)) {
      if (length > LONGEST_BYTES) throw new RangeError("a piece that is too long");
      if (length > this.#memory.length) this.#memory = new Uint8Array(length);
      this.#start = address;
      this.#length = this.#read(address);
      if (length > this.#length) throw new RangeError("the file ends before");
    }
    const at = address - this.#start;
    return this.#memory.subarray(at, at + length);
  }

  #read(address: number): number {
    try {
      return readSync(this.#fd, this.#memory, 0, this.#memory.length, address);
    } catch (error) {
      this.#length = 0;
      throw new RangeError("the system refuses to read", { cause: error });
    }
  }
}
