import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** A file of which parts are read at their offsets. */
export class FileParts {
  readonly #descriptor: number;
  readonly size: number;
  #isOpen = true;

  /** @throws NodeJS.ErrnoException */
  constructor(readonly path: string) {
    this.#descriptor = openSync(path, "r");
    this.size = fstatSync(this.#descriptor).size;
  }

  /** Fills an array with the bytes at an offset. @returns whether the file has them all */
  read(target: Uint8Array, offset: number): boolean {
    for (let filled = 0; filled < target.length; ) {
      const count = readSync(this.#descriptor, target, filled, target.length - filled, offset + filled);
      if (count === 0) return false;
      filled += count;
    }
    return true;
  }

  /** Bytes at an offset, as many as there are. */
  bytes(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, this.size - offset)));
    this.read(bytes, offset);
    return bytes;
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }
}
