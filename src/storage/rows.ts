import type { Metadata } from "h5wasm/node";
import { type Acquisition, AcquisitionHeader, type RecordLayout, type Waveform, WaveformHeader } from "../mrd/index.ts";
import { type BatchMemory, KeptMemory, ReusedMemory } from "./batch-memory.ts";
import { checkMessage } from "./check-message.ts";
import { StorageError } from "./errors.ts";
import { type H5File, TypeClass } from "./h5-file.ts";
import { headerReader } from "./header-layout.ts";

/** What one read aims at. */
const BATCH_BYTES = 1 << 22;
const FIRST_ROWS = 16;

/** Which rows: from `start`, up to and without `end`. */
export interface Range {
  readonly start?: number;
  readonly end?: number;
}

/** How rows are read: which, and for how long. */
export interface ReadOptions extends Range {
  /** Whether a row is of use only until the next one is asked for, so that memory need not be had for each. */
  readonly reuse?: boolean;
}

/** Reads rows in batches whose size follows the rows', and passes them on one by one. */
export function* inBatches<T>(
  count: number,
  range: Range,
  readBatch: (start: number, count: number) => { rows: T[]; bytes: number },
  leastRowBytes = 1,
): Generator<T> {
  const end = Math.min(range.end ?? count, count);
  let size = Math.max(1, Math.min(FIRST_ROWS, Math.floor(BATCH_BYTES / leastRowBytes)));
  for (let start = range.start ?? 0; start < end; ) {
    const { rows, bytes } = readBatch(start, Math.min(size, end - start));
    yield* rows;
    start += rows.length;
    size = Math.max(1, Math.min(2 * size, Math.floor((BATCH_BYTES * rows.length) / bytes)));
  }
}

/** A compound dataset of a header and variable-length members. */
interface RowReader {
  readonly header: (heap: Uint8Array, row: number) => Uint8Array;
  /** The bytes of one of the sequences, copied to where a typed array can lie over them. */
  readonly sequence: (heap: Uint8Array, row: number, index: number) => Uint8Array<ArrayBuffer>;
}

function rowReader(
  metadata: Metadata,
  layout: RecordLayout,
  sequences: readonly { name: string; type: number }[],
  where: string,
  memory: BatchMemory,
): RowReader {
  const member = (name: string) => {
    const found = metadata.compound_type?.members.find((candidate) => candidate.name === name);
    if (found) return found;
    throw new StorageError("unsupported-layout", `${where}: its rows have no member ${name}`);
  };
  const head = member("head");
  const readHeader = headerReader(layout, head, where, memory);
  const offsets = sequences.map(({ name, type }) => {
    const found = member(name);
    const element = found.vlen_type;
    if (element?.type !== type || element.size !== 4 || !element.littleEndian) {
      const wanted = type === TypeClass.float ? "float32" : "uint32";
      throw new StorageError(
        "unsupported-layout",
        `${where}: member ${name} is not a sequence of little-endian ${wanted}`,
      );
    }
    return found.offset;
  });
  return {
    header: (heap, row) => readHeader(heap, row + head.offset),
    sequence: (heap, row, index) => {
      const reference = new DataView(heap.buffer, row + offsets[index]!, 8);
      const [length, start] = [4 * reference.getUint32(0, true), reference.getUint32(4, true)];
      const bytes = memory.bytes(length);
      bytes.set(heap.subarray(start, start + length));
      return bytes;
    },
  };
}

function readRows<T extends Acquisition | Waveform>(
  file: H5File,
  path: string,
  metadata: Metadata,
  range: Range,
  memory: BatchMemory,
  decode: (heap: Uint8Array, row: number) => T,
): Generator<T> {
  file.requireRows(path, metadata);
  return inBatches(metadata.total_size, range, (offset, count) =>
    file.read(path, metadata, { offset: [offset], count: [count] }, (heap, start) => {
      memory.begin();
      const rows = Array.from({ length: count }, (_, i) => decode(heap, start + i * metadata.size));
      for (const [i, row] of rows.entries()) checkStored(row, () => `${file.path}: ${path}[${offset + i}]`);
      const bytes = rows.reduce((sum, { data }) => sum + metadata.size + data.byteLength, 0);
      return { rows, bytes };
    }),
  );
}

/** A message is only as good as its header: what a file holds must agree with it, or a chain would fail far from here. */
function checkStored(message: Acquisition | Waveform, where: () => string): void {
  try {
    checkMessage(message);
  } catch (error) {
    throw new StorageError("malformed-message", `${where()}: ${(error as Error).message}`, { cause: error });
  }
}

function memoryFor({ reuse }: ReadOptions): BatchMemory {
  return reuse ? new ReusedMemory() : new KeptMemory();
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
  const memory = memoryFor(options);
  const reader = rowReader(metadata, AcquisitionHeader.layout, sequences, where, memory);
  return readRows(
    file,
    path,
    metadata,
    options,
    memory,
    (heap, row): Acquisition => ({
      kind: "acquisition",
      header: new AcquisitionHeader(reader.header(heap, row)),
      trajectory: floats(reader.sequence(heap, row, 0)),
      data: floats(reader.sequence(heap, row, 1)),
    }),
  );
}

/** The waveforms of a dataset, as `readAcquisitions`. */
export function readWaveforms(
  file: H5File,
  path: string,
  metadata: Metadata,
  options: ReadOptions,
): Generator<Waveform> {
  const sequences = [{ name: "data", type: TypeClass.integer }];
  const memory = memoryFor(options);
  const reader = rowReader(metadata, WaveformHeader.layout, sequences, `${file.path}: ${path}`, memory);
  return readRows(file, path, metadata, options, memory, (heap, row): Waveform => {
    const { buffer, byteOffset, byteLength } = reader.sequence(heap, row, 0);
    return {
      kind: "waveform",
      header: new WaveformHeader(reader.header(heap, row)),
      data: new Uint32Array(buffer, byteOffset, byteLength / Uint32Array.BYTES_PER_ELEMENT),
    };
  });
}

function floats({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}
