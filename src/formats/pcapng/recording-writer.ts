import { closeSync, ftruncateSync, openSync, rmSync } from "node:fs";
import { requireThere, StorageError, writeAll } from "../mrd-hdf5/index.ts";
import { fileHeader, GREATEST_PACKET, type PacketDirection, packetFrame } from "./pcapng.ts";

/**
 * Appends the bytes of a connection to a recording. A record is in the file when `append` returns, and stays there
 * whatever happens to this process. A killed process leaves at most one incomplete record, which readers ignore.
 */
export class RecordingWriter {
  readonly #path: string;
  readonly #fd: number;
  /** Length of the file up to its last complete record. */
  #length = 0;

  /**
   * Creates a file that only its owner can read. If it cannot be written, no file remains.
   * @param application name of the program, stored in the file
   * @throws StorageError `file-exists`, `write-failed`
   */
  constructor(path: string, application: string) {
    this.#path = path;
    try {
      this.#fd = openSync(path, "wx", 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw this.#failed(error);
      throw new StorageError("file-exists", `${path} exists and is left unchanged: choose another path`);
    }
    try {
      this.#write([fileHeader(application)]);
    } catch (error) {
      closeSync(this.#fd);
      rmSync(path, { force: true });
      throw error;
    }
  }

  /**
   * Appends bytes that pass together, as one record or as several of 256 KiB.
   * @param timeUs microseconds since 1970
   * @throws StorageError `file-deleted`, `write-failed`; the file then ends with its last complete record
   */
  append(direction: PacketDirection, timeUs: number, pieces: readonly Uint8Array[]): void {
    requireThere(this.#fd, this.#path);
    for (const record of inRecords(pieces)) {
      const length = record.reduce((sum, piece) => sum + piece.length, 0);
      const [before, after] = packetFrame(direction, timeUs, length);
      this.#write([before, ...record, after]);
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  #write(pieces: readonly Uint8Array[]): void {
    try {
      this.#length = writeAll(this.#fd, pieces, this.#length);
    } catch (error) {
      ftruncateSync(this.#fd, this.#length);
      throw this.#failed(error);
    }
  }

  #failed(cause: unknown): StorageError {
    const message = `${this.#path} cannot be written: ${(cause as Error).message}`;
    return new StorageError("write-failed", message, { cause });
  }
}

/** The same bytes in the same order, grouped so that each group fits into a record. */
function* inRecords(pieces: readonly Uint8Array[]): Generator<Uint8Array[]> {
  let record: Uint8Array[] = [];
  let spaceLeft = GREATEST_PACKET;
  for (const piece of pieces) {
    for (let start = 0; start < piece.length; ) {
      const part = piece.subarray(start, start + spaceLeft);
      record.push(part);
      start += part.length;
      spaceLeft -= part.length;
      if (spaceLeft > 0) continue;
      yield record;
      record = [];
      spaceLeft = GREATEST_PACKET;
    }
  }
  if (record.length > 0) yield record;
}
