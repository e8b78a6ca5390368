import { closeSync, openSync, readSync } from "node:fs";
import type { Metadata } from "h5wasm/node";
import { SlabAllocator } from "../../memory/index.ts";
import { AcquisitionHeader } from "../../mrd/index.ts";
import { type H5File, TypeClass } from "./h5-file.ts";
import { headerReader } from "./header-layout.ts";
import { type Range, readAcquisitions } from "./rows.ts";
import { type StoredRun, storedRows } from "./stored-rows.ts";

/** Rows whose distance is smaller are read in one piece. */
const NEAR_BYTES = 4096;
const PIECE_BYTES = 1 << 20;

/** Of a variable-length member: in a file it is longer than in HDF5's memory, by this. */
const LONGER_BYTES = 8;

/**
 * Reads the headers of readouts without their samples: from where they are stored, if that is known, else with the
 * whole rows.
 */
export class StoredHeaders {
  readonly #file: H5File;
  readonly #path: string;
  readonly #metadata: Metadata;
  readonly #rowBytes: number;
  #runs: readonly StoredRun[] | undefined;
  /** Row with which each run starts. */
  #starts: Uint32Array = new Uint32Array();

  constructor(file: H5File, path: string, metadata: Metadata) {
    this.#file = file;
    this.#path = path;
    this.#metadata = metadata;
    const sequences = metadata.compound_type!.members.filter(({ type }) => type === TypeClass.vlen);
    this.#rowBytes = metadata.size + LONGER_BYTES * sequences.length;
    this.#locate();
  }

  #locate(): void {
    const { total_size: rows, shape } = this.#metadata;
    const address = shape?.length === 1 ? this.#file.address(this.#path) : undefined;
    if (address === undefined) return;
    const fd = openSync(this.#file.path, "r");
    try {
      this.#runs = storedRows(fd, address, { rows, rowBytes: this.#rowBytes });
    } finally {
      closeSync(fd);
    }
    let row = 0;
    this.#starts = Uint32Array.from(this.#runs ?? [], (run) => {
      row += run.rows;
      return row - run.rows;
    });
  }

  /**
   * @returns the headers one after another, 340 bytes each in MRD's layout
   * @throws StorageError `unsupported-layout`, `read-failed`
   */
  read(range: Range): Uint8Array {
    const { start = 0 } = range;
    const end = Math.min(range.end ?? this.#metadata.total_size, this.#metadata.total_size);
    const { size } = AcquisitionHeader.layout;
    const headers = new Uint8Array(size * Math.max(0, end - start));
    if (this.#runs === undefined) {
      let at = 0;
      const rows = readAcquisitions(this.#file, this.#path, this.#metadata, { start, end, reuse: true });
      for (const { header } of rows) {
        headers.set(header.bytes, at);
        at += size;
      }
    } else this.#readStored(start, end, headers);
    return headers;
  }

  #readStored(start: number, end: number, headers: Uint8Array): void {
    const { members } = this.#metadata.compound_type!;
    const head = members.find(({ name }) => name === "head")!;
    const sequencesBefore = members.filter(({ type, offset }) => type === TypeClass.vlen && offset < head.offset);
    const headAt = head.offset + LONGER_BYTES * sequencesBefore.length;
    const { layout } = AcquisitionHeader;
    const readHeader = headerReader(layout, head, `${this.#file.path}: ${this.#path}`, new SlabAllocator());
    const fd = openSync(this.#file.path, "r");
    try {
      let to = 0;
      for (const piece of this.#pieces(start, end)) {
        const bytes = Buffer.alloc(piece.end - piece.start);
        readSync(fd, bytes, 0, bytes.length, piece.start);
        for (const row of piece.rows) {
          headers.set(readHeader(bytes, row - piece.start + headAt), to);
          to += layout.size;
        }
      }
    } finally {
      closeSync(fd);
    }
  }

  /** Parts of the file that hold rows, and the addresses of these rows. */
  *#pieces(start: number, end: number): Generator<{ start: number; end: number; rows: number[] }> {
    let piece: { start: number; end: number; rows: number[] } | undefined;
    for (const address of this.#addresses(start, end)) {
      const rowEnd = address + this.#rowBytes;
      const isNear = piece !== undefined && address >= piece.end && address - piece.end < NEAR_BYTES;
      if (piece === undefined || !isNear || rowEnd - piece.start > PIECE_BYTES) {
        if (piece !== undefined) yield piece;
        piece = { start: address, end: rowEnd, rows: [address] };
      } else {
        piece.end = rowEnd;
        piece.rows.push(address);
      }
    }
    if (piece !== undefined) yield piece;
  }

  *#addresses(start: number, end: number): Generator<number> {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= start) low = middle;
      else high = middle;
    }
    for (let run = low, row = start; row < end; run += 1) {
      const { address, rows } = this.#runs![run]!;
      for (const last = this.#starts[run]! + rows; row < Math.min(last, end); row += 1) {
        yield address + (row - this.#starts[run]!) * this.#rowBytes;
      }
    }
  }
}
