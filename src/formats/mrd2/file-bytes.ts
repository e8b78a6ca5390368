import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { ByteInput } from "../yardl/index.ts";

/** A file that is read from its start to its end. */
export class FileBytes {
  readonly #descriptor: number;
  readonly size: number;
  readonly input: ByteInput;
  #open = true;

  /** @throws NodeJS.ErrnoException */
  constructor(path: string) {
    this.#descriptor = openSync(path, "r");
    this.size = fstatSync(this.#descriptor).size;
    this.input = new ByteInput((target) => readSync(this.#descriptor, target), this.size);
  }

  close(): void {
    if (this.#open) closeSync(this.#descriptor);
    this.#open = false;
  }
}
