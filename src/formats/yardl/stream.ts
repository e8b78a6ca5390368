import type { ByteInput } from "./byte-input.ts";
import { ByteOutput } from "./byte-output.ts";
import type { Codec } from "./codec.ts";
import { YardlError } from "./errors.ts";
import { type Protocol, protocolOf } from "./schema.ts";

const MAGIC = [...new TextEncoder().encode("yardl")];
const VERSION = 1;

/** The start of a stream: magic bytes, version, schema. */
export interface YardlHead {
  /** JSON, as it is stored. */
  readonly schema: string;
  readonly protocol: Protocol;
}

/** @throws YardlError `malformed` without the magic bytes, `unsupported-version`, `unknown-schema`, `truncated` */
export function readHead(input: ByteInput): YardlHead {
  if (MAGIC.some((byte) => input.byte() !== byte)) throw new YardlError("malformed", "it does not start with 'yardl'");
  const version = [0, 8, 16, 24].reduce((value, shift) => value | (input.byte() << shift), 0);
  if (version !== VERSION)
    throw new YardlError("unsupported-version", `it has version ${version} of yardl's binary encoding, not ${VERSION}`);
  const schema = input.text();
  return { schema, protocol: protocolOf(schema) };
}

/**
 * The items of a stream, block by block.
 * @param onBlock is called with the number of items of each block
 * @throws YardlError after all items before the damage
 */
export function* readItems(input: ByteInput, codec: Codec, onBlock?: (count: number) => void): Generator<unknown> {
  for (let count = input.count(); count > 0; count = input.count()) {
    onBlock?.(count);
    for (let index = 0; index < count; index++) yield codec.read(input);
  }
}

/** Writes a stream: its single values first, then its items. */
export class YardlWriter {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #output = new ByteOutput();

  /** @param write gets bytes that are valid during the call */
  constructor(schema: string, write: (bytes: Uint8Array) => void) {
    this.#write = write;
    for (const byte of MAGIC) this.#output.byte(byte);
    this.#output.int32(VERSION);
    this.#output.text(schema);
    this.#flush();
  }

  value(codec: Codec, value: unknown): void {
    this.#complete(() => codec.write(this.#output, value));
  }

  /** A block of items of a stream. */
  block(codec: Codec, items: readonly unknown[]): void {
    this.#complete(() => {
      this.#output.varint(items.length);
      for (const item of items) codec.write(this.#output, item);
    });
  }

  /** The end of a stream. */
  endItems(): void {
    this.#output.varint(0);
    this.#flush();
  }

  /** Part of a value would leave the stream out of step. */
  #complete(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#output.take();
      throw error;
    }
    this.#flush();
  }

  #flush(): void {
    if (this.#output.length > 0) this.#write(this.#output.take());
  }
}
