import { closeSync, openSync, readSync } from "node:fs";
import type { Metadata } from "h5wasm/node";
import { SlabAllocator } from "../../memory/index.ts";
import { AcquisitionHeader } from "../../mrd/index.ts";
import type { Range } from "./batches.ts";
import type { H5File } from "./h5-file.ts";
import { headerReader } from "./header-layout.ts";
import { LocatedRows } from "./located-rows.ts";
import { readAcquisitions } from "./rows.ts";

/** Rows whose distance is smaller are read in one piece. */
const NEAR_BYTES = 4096;
const PIECE_BYTES = 1 << 20;

/**
 * Reads the headers of readouts without their samples: from where they are stored, if that is known, else with the
 * whole rows.
 */
export class StoredHeaders {
  readonly #file: H5File;
  readonly #path: string;
  readonly #metadata: Metadata;
  readonly #rows: LocatedRows | undefined;

  constructor(file: H5File, path: string, metadata: Metadata) {
    this.#file = file;
    this.#path = path;
    this.#metadata = metadata;
    this.#rows = LocatedRows.find(file, path, metadata);
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
    if (this.#rows === undefined) {
      let at = 0;
      const rows = readAcquisitions(this.#file, this.#path, this.#metadata, { start, end, reuse: true });
      for (const { header } of rows) {
        headers.set(header.bytes, at);
        at += size;
      }
    } else this.#readLocated(this.#rows, { start, end }, headers);
    return headers;
  }

  #readLocated(rows: LocatedRows, { start, end }: Required<Range>, headers: Uint8Array): void {
    const head = this.#metadata.compound_type!.members.find(({ name }) => name === "head")!;
    const headAt = rows.offset(head);
    const { layout } = AcquisitionHeader;
    const readHeader = headerReader(layout, head, `${this.#file.path}: ${this.#path}`, new SlabAllocator());
    const fd = openSync(this.#file.path, "r");
    try {
      let to = 0;
      for (const piece of piecesOf(rows.addresses(start, end), rows.rowBytes)) {
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
}

/** A part of the file that holds rows, and the addresses of these rows. */
interface Piece {
  readonly start: number;
  end: number;
  readonly rows: number[];
}

function* piecesOf(addresses: Iterable<number>, rowBytes: number): Generator<Piece> {
  let piece: Piece | undefined;
  for (const address of addresses) {
    const rowEnd = address + rowBytes;
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
