import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { withPath } from "../../files/index.ts";
import { SourceError } from "../source/index.ts";

/** Bytes that are kept in memory before they go to a file. */
const MOST_IN_MEMORY = 1 << 26;

/** Pixels of many images until their order is known: in memory, and of larger series in a temporary file. */
export class PlaneStore {
  readonly #path: string;
  readonly #planes: { readonly offset: number; readonly length: number; bytes: Buffer | undefined }[] = [];
  #file: number | undefined;
  #end = 0;

  /** @param path of the temporary file, if one is needed; it is deleted by {@link close} */
  constructor(path: string) {
    this.#path = path;
  }

  /** Number of bytes that are stored. */
  get byteLength(): number {
    return this.#end;
  }

  /** Stores a copy. @returns its number, from 0 @throws NodeJS.ErrnoException if the disk is full */
  add({ buffer, byteOffset, byteLength }: NodeJS.ArrayBufferView): number {
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    const plane = { offset: this.#end, length: byteLength, bytes: undefined as Buffer | undefined };
    this.#end += byteLength;
    this.#planes.push(plane);
    if (this.#file === undefined && this.#end <= MOST_IN_MEMORY) plane.bytes = Buffer.from(bytes);
    else this.#append(bytes);
    return this.#planes.length - 1;
  }

  /** The bytes of a number. */
  read(index: number): Buffer<ArrayBuffer> {
    const { offset, length, bytes } = this.#planes[index]!;
    if (bytes !== undefined) return bytes as Buffer<ArrayBuffer>;
    const result = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      const read = readSync(this.#file!, result, done, length - done, offset + done);
      if (read === 0) throw new SourceError("temporary-lost", `${this.#path} was truncated while it was in use`);
      done += read;
    }
    return result;
  }

  /** Deletes what is stored. May be called again. */
  close(): void {
    if (this.#file !== undefined) {
      closeSync(this.#file);
      rmSync(this.#path, { force: true });
    }
    this.#file = undefined;
    this.#planes.length = 0;
  }

  #append(bytes: Buffer): void {
    withPath(this.#path, () => {
      if (this.#file === undefined) {
        this.#file = openSync(this.#path, "wx+", 0o600);
        for (const plane of this.#planes) {
          if (plane.bytes !== undefined) writeWhole(this.#file, plane.bytes, plane.offset);
          plane.bytes = undefined;
        }
      }
      writeWhole(this.#file, bytes, this.#end - bytes.length);
    });
  }
}

function writeWhole(file: number, bytes: Buffer, offset: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, offset + done);
}
