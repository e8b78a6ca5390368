import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { identify } from "../identify/index.ts";
import { StorageError } from "../mrd-hdf5/index.ts";
import {
  BLOCK_PREFIX,
  GREATEST_BLOCK,
  isRecordedInterface,
  isSectionStart,
  LEAST_BLOCK,
  type Packet,
  packetOf,
} from "./pcapng.ts";

/** The bytes of one session's connection, as recorded by `larmor serve --record`. */
export class Recording {
  readonly #path: string;
  #cutShort = false;

  /** @throws StorageError `not-found`, `read-failed`, `not-a-recording` */
  constructor(path: string) {
    this.#path = path;
    for (const _ of this.packets()) break;
  }

  /** Whether the last record is incomplete because the process was killed. Known once the last packet has been read. */
  get cutShort(): boolean {
    return this.#cutShort;
  }

  /** The packets, in order from the start. @throws StorageError `read-failed`, `not-a-recording` */
  *packets(): Generator<Packet> {
    const fd = this.#open();
    try {
      const { size } = fstatSync(fd);
      let end = 0;
      for (let count = 0; ; count += 1) {
        const block = this.#block(fd, end, size);
        if (count < 2) this.#requireStart(count, block);
        if (block === undefined) break;
        end += block.length;
        const packet = packetOf(block.type, block.body);
        if (packet !== undefined) yield packet;
      }
      this.#cutShort = end < size;
    } finally {
      closeSync(fd);
    }
  }

  #open(): number {
    try {
      if (!statSync(this.#path).isFile()) this.#requireStart(0, undefined); // to open a pipe would wait for its writer
      return openSync(this.#path, "r");
    } catch (cause) {
      if (cause instanceof StorageError) throw cause;
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === "ENOENT") throw new StorageError("not-found", `there is no file ${this.#path}`, { cause });
      throw new StorageError("read-failed", `${this.#path} cannot be read: ${message}`, { cause });
    }
  }

  /** The block at an offset, or `undefined` if the file does not contain all of it. */
  #block(fd: number, at: number, size: number) {
    const prefix = this.#bytes(fd, at, Math.min(BLOCK_PREFIX, size - at));
    if (prefix.byteLength < BLOCK_PREFIX) return undefined;
    const [type, length] = [prefix.getUint32(0, true), prefix.getUint32(4, true)];
    if (at + length > size) return undefined;
    const fits = length >= LEAST_BLOCK && length <= GREATEST_BLOCK;
    const rest = fits ? this.#bytes(fd, at + BLOCK_PREFIX, length - BLOCK_PREFIX) : undefined;
    if (rest?.getUint32(rest.byteLength - 4, true) !== length) {
      if (at === 0) return undefined; // The file is something else.
      throw new StorageError("read-failed", `${this.#path} is damaged: the record at byte ${at} has no valid end`);
    }
    return { type, length, body: new DataView(rest.buffer, 0, rest.byteLength - 4) };
  }

  #bytes(fd: number, at: number, length: number): DataView<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    const read = readSync(fd, bytes, 0, length, at);
    if (read < length) throw new StorageError("read-failed", `${this.#path} became shorter while it was being read`);
    return new DataView(bytes.buffer);
  }

  #requireStart(count: number, block: { readonly type: number; readonly body: DataView } | undefined): void {
    const expected = count === 0 ? isSectionStart : isRecordedInterface;
    if (block !== undefined && expected(block.type, block.body)) return;
    const format = identify(this.#path);
    const what = "a recording of a session";
    const writer = "'larmor serve --record FOLDER' writes them";
    const message =
      format === undefined || format.name === what
        ? `${this.#path} is not ${what}; ${writer}`
        : `${this.#path} is ${format.name}, not ${what}: ${format.advice}; ${writer}`;
    throw new StorageError("not-a-recording", message);
  }
}
