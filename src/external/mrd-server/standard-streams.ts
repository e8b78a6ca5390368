import { Duplex, type Readable, type Writable } from "node:stream";

/**
 * Standard input and output of a program as one stream. That a program no longer reads is not an error of the stream:
 * what it still prints, and how it exits, shows why.
 */
export class StandardStreams extends Duplex {
  readonly #input: Writable;
  readonly #output: Readable;

  constructor(input: Writable, output: Readable) {
    super();
    this.#input = input;
    this.#output = output;
    input.on("error", () => {});
    output.on("data", (chunk) => {
      if (!this.push(chunk)) output.pause();
    });
    output.on("end", () => this.push(null));
    output.on("error", (error) => this.destroy(error));
  }

  override _read(): void {
    this.#output.resume();
  }

  override _write(chunk: Uint8Array, _encoding: string, callback: () => void): void {
    if (this.#input.destroyed) callback();
    else this.#input.write(chunk, () => callback());
  }

  override _final(callback: () => void): void {
    this.#input.end(() => callback());
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#input.destroy();
    this.#output.destroy();
    callback(error);
  }
}
