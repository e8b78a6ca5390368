import { readSync } from "node:fs";

/** A part of a file in memory, which moves through the file: reading needs the same memory for a file of any size. */
export class FileWindow {
  readonly #fd: number;
  readonly #fileBytes: number;
  #buffer: Buffer<ArrayBuffer>;
  #start = 0;
  #filled = 0;

  /** @param bytes how much is read together; a longer range enlarges the window */
  constructor(fd: number, fileBytes: number, bytes: number) {
    this.#fd = fd;
    this.#fileBytes = fileBytes;
    this.#buffer = Buffer.allocUnsafe(bytes);
  }

  /**
   * Bytes of the file, valid until the next call; fewer than requested at the end of the file.
   * @throws NodeJS.ErrnoException
   */
  bytes(offset: number, length: number): Buffer<ArrayBuffer> {
    const end = Math.min(offset + length, this.#fileBytes);
    if (offset < this.#start || end > this.#start + this.#filled) this.#move(offset, Math.max(end - offset, 0));
    const from = offset - this.#start;
    return this.#buffer.subarray(from, Math.max(from, Math.min(end - this.#start, this.#filled)));
  }

  /** Lets the window start at an offset; what it already has of the rest is not read again. */
  #move(offset: number, length: number): void {
    const skipped = offset - this.#start;
    const rest = skipped >= 0 && skipped < this.#filled ? this.#filled - skipped : 0;
    const target = length > this.#buffer.length ? Buffer.allocUnsafe(length) : this.#buffer;
    if (rest > 0) this.#buffer.copy(target, 0, skipped, this.#filled);
    this.#buffer = target;
    this.#start = offset;
    this.#filled = rest;
    while (this.#filled < length) {
      const count = readSync(this.#fd, target, this.#filled, target.length - this.#filled, offset + this.#filled);
      if (count === 0) return; // the file has become shorter
      this.#filled += count;
    }
  }
}
