import { counted } from "../../../text/index.ts";
import { u64 } from "./bytes.ts";
import { ChunkIndex } from "./chunk-index.ts";
import { type Datatype, text } from "./datatype.ts";
import { type AppendFile, Stage } from "./file.ts";
import type { GlobalHeap } from "./global-heap.ts";
import {
  chunkedLayout,
  compactLayout,
  dataspace,
  datatype,
  FIRST_DIMENSION,
  fillValue,
  INDEX_ADDRESS,
  objectHeader,
} from "./object-header.ts";

/** Small rows share chunks of about this size, because a reader of one row has to read a whole chunk. */
const CHUNK_BYTES = 16_384;
const GREATEST_CHUNK = 2 ** 32 - 1;

/** A dataset that grows row by row along its first axis. */
export class GrowingDataset {
  /** Address of the object header. */
  readonly header: number;
  readonly #file: AppendFile;
  readonly #heap: GlobalHeap | undefined;
  readonly #index: ChunkIndex;
  readonly #extentField: number;
  readonly #extentStage: Stage;
  readonly #rowBytes: number;
  readonly #chunkRows: number;
  /** Rows of the chunk that is being filled, if rows share chunks. */
  readonly #pending: Uint8Array;
  #chunk = 0;
  #rows = 0;
  /** Number of rows in the file, and number of rows that readers see after the next commit. */
  #stored = 0;
  #announced = 0;

  /**
   * @param type of an element
   * @param options.rowShape shape of one row, if a row is more than one element
   * @param options.heap holds the variable-length members of rows
   * @param options.extentStage stage of a commit that makes new rows visible to readers
   * @throws RangeError for rows of zero or more than 2³² − 1 bytes
   */
  constructor(
    file: AppendFile,
    type: Datatype,
    options: { rowShape?: readonly number[]; heap?: GlobalHeap; extentStage?: Stage } = {},
  ) {
    const { rowShape = [], heap, extentStage = Stage.extent } = options;
    this.#file = file;
    this.#heap = heap;
    this.#extentStage = extentStage;
    this.#rowBytes = rowShape.reduce((bytes, extent) => bytes * extent, type.size);
    if (this.#rowBytes === 0 || this.#rowBytes > GREATEST_CHUNK) {
      throw new RangeError(`rows of ${counted(this.#rowBytes, "byte")}; HDF5 stores 1 to ${GREATEST_CHUNK}`);
    }
    this.#chunkRows = Math.max(1, Math.floor(CHUNK_BYTES / this.#rowBytes));
    this.#pending = new Uint8Array(this.#chunkRows === 1 ? 0 : this.#chunkRows * this.#rowBytes);
    const { bytes, bodies } = objectHeader([
      dataspace([0, ...rowShape], true),
      datatype(type),
      fillValue(),
      chunkedLayout([this.#chunkRows, ...rowShape], type.size),
    ]);
    const root = { offset: bodies[3]! + INDEX_ADDRESS, length: 8 };
    this.header = file.append(bytes, root);
    this.#extentField = this.header + bodies[0]! + FIRST_DIMENSION;
    this.#index = new ChunkIndex(file, this.header + root.offset, {
      rank: 1 + rowShape.length,
      rows: this.#chunkRows,
      bytes: this.#chunkRows * this.#rowBytes,
    });
  }

  get rows(): number {
    return this.#rows;
  }

  /** Appends one row. It is copied or written before this returns. */
  append(row: Uint8Array): void {
    if (row.length !== this.#rowBytes)
      throw new RangeError(`expected a row of ${counted(this.#rowBytes, "byte")}, got ${row.length}`);
    if (this.#chunkRows > 1) {
      this.next().set(row);
      return;
    }
    this.#index.add(this.#file.append(row));
    this.#rows += 1;
    this.#stored = this.#rows;
  }

  /** Appends a row that the caller fills in before appending another; for rows that share chunks. */
  next(): Uint8Array {
    const place = this.#rows % this.#chunkRows;
    if (place === 0) {
      this.#storeRows();
      this.#chunk = this.#file.allocate(this.#pending.length);
      this.#index.add(this.#chunk);
    }
    this.#rows += 1;
    return this.#pending.subarray(place * this.#rowBytes, (place + 1) * this.#rowBytes);
  }

  /** Writes the pending rows. The next commit makes them visible. */
  store(): void {
    if (this.#rows === this.#announced) return;
    this.#storeRows();
    this.#announced = this.#rows;
    this.#file.patch(this.#extentStage, this.#extentField, u64(this.#rows));
  }

  #storeRows(): void {
    const count = this.#rows - this.#stored;
    if (count === 0) return;
    this.#heap?.store(); // Fills in the heap references that these rows hold.
    const start = (this.#stored % this.#chunkRows) * this.#rowBytes;
    this.#file.write(this.#chunk + start, this.#pending.subarray(start, start + count * this.#rowBytes));
    this.#stored = this.#rows;
  }
}

/** Writes a dataset of shape (1) that holds one text. */
export function textDataset(file: AppendFile, heap: GlobalHeap, content: string): { readonly header: number } {
  const reference = new Uint8Array(text.size);
  const encoded = Buffer.from(content);
  heap.insert(encoded, encoded.length, reference);
  heap.store();
  const { bytes } = objectHeader([dataspace([1], false), datatype(text), fillValue(), compactLayout(reference)]);
  return { header: file.append(bytes) };
}
