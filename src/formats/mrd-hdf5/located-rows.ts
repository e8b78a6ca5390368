import { closeSync, openSync } from "node:fs";
import type { Metadata } from "h5wasm/node";
import { type H5File, type MemberMetadata, TypeClass } from "./h5-file.ts";
import { type StoredRun, storedRows } from "./stored-rows.ts";

/** Of a variable-length member: in a file it is longer than in HDF5's memory, by this. */
const LONGER_BYTES = 8;

/** The rows of a list whose places in the file are known, so that they can be read without HDF5. */
export class LocatedRows {
  readonly #metadata: Metadata;
  readonly #runs: readonly StoredRun[];
  /** Row with which each run starts. */
  readonly #starts: Uint32Array;
  readonly rowBytes: number;

  /** @returns `undefined` if the rows are stored in a way that only HDF5 can read */
  static find(file: H5File, path: string, metadata: Metadata): LocatedRows | undefined {
    const { total_size: rows, shape } = metadata;
    const address = shape?.length === 1 ? file.address(path) : undefined;
    if (address === undefined) return undefined;
    const rowBytes = metadata.size + LONGER_BYTES * sequencesOf(metadata).length;
    const fd = openSync(file.path, "r");
    try {
      const runs = storedRows(fd, address, { rows, rowBytes });
      return runs && new LocatedRows(metadata, runs, rowBytes);
    } finally {
      closeSync(fd);
    }
  }

  private constructor(metadata: Metadata, runs: readonly StoredRun[], rowBytes: number) {
    this.#metadata = metadata;
    this.#runs = runs;
    this.rowBytes = rowBytes;
    let row = 0;
    this.#starts = Uint32Array.from(runs, (run) => {
      row += run.rows;
      return row - run.rows;
    });
  }

  /** Where a member starts in a row of the file. */
  offset({ offset }: MemberMetadata): number {
    return offset + LONGER_BYTES * sequencesOf(this.#metadata).filter((each) => each.offset < offset).length;
  }

  /** Addresses of rows, from `start` up to, but not including, `end`. */
  *addresses(start: number, end: number): Generator<number> {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= start) low = middle;
      else high = middle;
    }
    for (let run = low, row = start; row < end; run += 1) {
      const { address, rows } = this.#runs[run]!;
      for (const last = this.#starts[run]! + rows; row < Math.min(last, end); row += 1) {
        yield address + (row - this.#starts[run]!) * this.rowBytes;
      }
    }
  }
}

/** Members of variable length. */
function sequencesOf(metadata: Metadata): readonly MemberMetadata[] {
  return metadata.compound_type!.members.filter(({ type }) => type === TypeClass.vlen);
}
