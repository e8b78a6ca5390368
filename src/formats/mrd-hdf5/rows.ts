import type { Metadata } from "h5wasm/node";
import { SlabAllocator } from "../../memory/index.ts";
import {
  type Acquisition,
  AcquisitionHeader,
  type RecordLayout,
  type Waveform,
  WaveformHeader,
} from "../../mrd/index.ts";
import { checkStorable } from "./check-message.ts";
import { StorageError } from "./errors.ts";
import { type H5File, isList, TypeClass } from "./h5-file.ts";
import { headerReader } from "./header-layout.ts";

/** Target of one read. */
const BATCH_BYTES = 1 << 22;
const FIRST_ROWS = 16;

/** Range of rows: from `start` up to, but not including, `end`. */
export interface Range {
  readonly start?: number;
  readonly end?: number;
}

/** Which rows are read, and how long they are valid. */
export interface ReadOptions extends Range {
  /**
   * Whether a row is valid only until the next one is requested, or anything else is read from a file by this thread.
   * Its samples are then HDF5's own buffer, without a copy.
   */
  readonly reuse?: boolean;
}

/**
 * Reads rows in batches whose size is adapted to that of the rows, and yields them one by one.
 * @param readBatch yields the rows of a batch, and returns their size in bytes
 */
export function* inBatches<T>(
  count: number,
  range: Range,
  readBatch: (start: number, count: number) => Generator<T, number>,
  leastRowBytes = 1,
): Generator<T> {
  const end = Math.min(range.end ?? count, count);
  let size = Math.max(1, Math.min(FIRST_ROWS, Math.floor(BATCH_BYTES / leastRowBytes)));
  for (let start = range.start ?? 0; start < end; ) {
    const rows = Math.min(size, end - start);
    const bytes = yield* readBatch(start, rows);
    start += rows;
    size = Math.max(1, Math.min(2 * size, Math.floor((BATCH_BYTES * rows) / bytes)));
  }
}

/** A compound dataset of a header and variable-length members. */
interface RowReader {
  readonly header: (heap: Uint8Array, row: number) => Uint8Array;
  /** The bytes of one of the sequences, aligned for a typed array over them. */
  readonly sequence: (heap: Uint8Array, row: number, index: number) => Uint8Array;
}

function rowReader(
  metadata: Metadata,
  layout: RecordLayout,
  sequences: readonly { name: string; type: number }[],
  where: string,
  { reuse = false }: ReadOptions,
): RowReader {
  const copies = new SlabAllocator();
  const member = (name: string) => {
    const memberMetadata = metadata.compound_type?.members.find((candidate) => candidate.name === name);
    if (memberMetadata) return memberMetadata;
    throw new StorageError("unsupported-layout", `${where}: its rows have no member ${name}`);
  };
  const head = member("head");
  const readHeader = headerReader(layout, head, where, copies);
  const offsets = sequences.map(({ name, type }) => {
    const sequence = member(name);
    const element = sequence.vlen_type;
    if (element?.type !== type || element.size !== 4 || !element.littleEndian) {
      const expected = type === TypeClass.float ? "float32" : "uint32";
      throw new StorageError(
        "unsupported-layout",
        `${where}: member ${name} is not a sequence of little-endian ${expected}`,
      );
    }
    return sequence.offset;
  });
  return {
    header: (heap, row) => readHeader(heap, row + head.offset),
    sequence: (heap, row, index) => {
      const reference = new DataView(heap.buffer, row + offsets[index]!, 8);
      const [length, start] = [4 * reference.getUint32(0, true), reference.getUint32(4, true)];
      const stored = heap.subarray(start, start + length);
      if (reuse && start % 4 === 0) return stored;
      const copy = copies.bytes(length);
      copy.set(stored);
      return copy;
    },
  };
}

function readRows<T extends Acquisition | Waveform>(
  file: H5File,
  path: string,
  metadata: Metadata,
  options: ReadOptions,
  decode: (heap: Uint8Array, row: number) => T,
): Generator<T> {
  file.requireRows(path, metadata);
  requireList(`${file.path}: ${path}`, metadata);
  return inBatches(metadata.total_size, options, function* (offset, count) {
    const read = file.rows(path, metadata, { offset, count }, decode);
    const rows = options.reuse ? read : [...read]; // Rows that may be retained are copied, and HDF5's memory is freed immediately.
    let [index, bytes] = [offset, 0];
    for (const row of rows) {
      checkStored(row, () => `${file.path}: ${path}[${index}]`);
      yield row;
      bytes += metadata.size + row.data.byteLength;
      index += 1;
    }
    return bytes;
  });
}

/** @throws StorageError `unsupported-layout` if rows are not along one axis */
export function requireList(where: string, metadata: Metadata): void {
  if (isList(metadata)) return;
  const shape = `[${metadata.shape?.join(", ")}]`;
  throw new StorageError(
    "unsupported-layout",
    `${where} has the shape ${shape}; MRD stores rows along one axis, as [${metadata.total_size}]: write it so`,
  );
}

/** Checks that the data of a message agree with its header; otherwise a chain would fail far from here. */
function checkStored(message: Acquisition | Waveform, where: () => string): void {
  try {
    checkStorable(message);
  } catch (error) {
    throw new StorageError("malformed-message", `${where()}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * The readouts of a dataset, in order.
 * @throws StorageError `unsupported-layout`, `read-failed`, `malformed-message`
 */
export function readAcquisitions(
  file: H5File,
  path: string,
  metadata: Metadata,
  options: ReadOptions,
): Generator<Acquisition> {
  const where = `${file.path}: ${path}`;
  const sequences = [
    { name: "traj", type: TypeClass.float },
    { name: "data", type: TypeClass.float },
  ];
  const reader = rowReader(metadata, AcquisitionHeader.layout, sequences, where, options);
  return readRows(
    file,
    path,
    metadata,
    options,
    (heap, row): Acquisition => ({
      kind: "acquisition",
      header: new AcquisitionHeader(reader.header(heap, row)),
      trajectory: floats(reader.sequence(heap, row, 0)),
      data: floats(reader.sequence(heap, row, 1)),
    }),
  );
}

/** The waveforms of a dataset; throws as `readAcquisitions`. */
export function readWaveforms(
  file: H5File,
  path: string,
  metadata: Metadata,
  options: ReadOptions,
): Generator<Waveform> {
  const sequences = [{ name: "data", type: TypeClass.integer }];
  const reader = rowReader(metadata, WaveformHeader.layout, sequences, `${file.path}: ${path}`, options);
  return readRows(file, path, metadata, options, (heap, row): Waveform => {
    const { buffer, byteOffset, byteLength } = reader.sequence(heap, row, 0);
    return {
      kind: "waveform",
      header: new WaveformHeader(reader.header(heap, row)),
      data: new Uint32Array(buffer, byteOffset, byteLength / Uint32Array.BYTES_PER_ELEMENT),
    };
  });
}

function floats({ buffer, byteOffset, byteLength }: Uint8Array): Float32Array {
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}
