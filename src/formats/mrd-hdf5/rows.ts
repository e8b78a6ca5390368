import { closeSync, openSync } from "node:fs";
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
import { FileWindow } from "./file-window.ts";
import { type H5File, isList, type MemberMetadata, TypeClass } from "./h5-file.ts";
import { headerReader } from "./header-layout.ts";
import { HeapReader } from "./heap-reader.ts";
import { LocatedRows } from "./located-rows.ts";

/** Target of one read. */
const BATCH_BYTES = 1 << 22;
const FIRST_ROWS = 16;

/** Of a sequence. */
const ELEMENT_BYTES = 4;
/** What is read of a file together. */
const SEQUENCE_WINDOW = 2 ** 20;
const ROW_WINDOW = 2 ** 16;

/** Range of rows: from `start` up to, but not including, `end`. */
export interface Range {
  readonly start?: number;
  readonly end?: number;
}

/** Which rows are read, and how long they are valid. */
export interface ReadOptions extends Range {
  /**
   * Whether a row is valid only until the next one is requested, or anything else is read from a file by this thread.
   * Its samples are then where they were read to, without a copy.
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

/** A member of variable length, whose elements have four bytes. */
interface SequenceMember {
  readonly name: string;
  readonly type: number;
}

/** How rows consist of a header and sequences, which their writer may have laid out in its own way. */
class RowForm {
  readonly head: MemberMetadata;
  readonly sequences: readonly MemberMetadata[];
  readonly header: (bytes: Uint8Array, start: number) => Uint8Array;

  /** @throws StorageError `unsupported-layout` */
  constructor(layout: RecordLayout, metadata: Metadata, sequences: readonly SequenceMember[], where: string) {
    const member = (name: string) => {
      const found = metadata.compound_type?.members.find((candidate) => candidate.name === name);
      if (found) return found;
      throw new StorageError("unsupported-layout", `${where}: its rows have no member ${name}`);
    };
    this.head = member("head");
    this.header = headerReader(layout, this.head, where);
    this.sequences = sequences.map(({ name, type }) => {
      const sequence = member(name);
      const element = sequence.vlen_type;
      if (element?.type === type && element.size === ELEMENT_BYTES && element.littleEndian) return sequence;
      const expected = type === TypeClass.float ? "float32" : "uint32";
      throw new StorageError(
        "unsupported-layout",
        `${where}: member ${name} is not a sequence of little-endian ${expected}`,
      );
    });
  }
}

/** A header in MRD's layout, and the bytes of the sequences, aligned for typed arrays over them. */
type Decode<T> = (header: Uint8Array, sequences: readonly Uint8Array<ArrayBuffer>[]) => T;

interface Rows<T> {
  readonly file: H5File;
  readonly path: string;
  readonly metadata: Metadata;
  readonly form: RowForm;
  readonly decode: Decode<T>;
}

function* readRows<T extends Acquisition | Waveform>(rows: Rows<T>, options: ReadOptions): Generator<T> {
  const { file, path, metadata } = rows;
  file.requireRows(path, metadata);
  requireList(`${file.path}: ${path}`, metadata);
  let index = options.start ?? 0;
  const checked = function* (messages: Iterable<T>): Generator<T> {
    for (const message of messages) {
      checkStored(message, () => `${file.path}: ${path}[${index}]`);
      yield message;
      index += 1;
    }
  };
  const located = LocatedRows.find(file, path, metadata);
  if (located !== undefined) {
    try {
      yield* checked(locatedRows(rows, located, options));
      return;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // Not where it should be: HDF5 reports what is wrong.
    }
  }
  yield* checked(libraryRows(rows, { ...options, start: index }));
}

/**
 * Reads rows from where they are stored. HDF5 takes five times as long: it allocates and copies each sequence.
 * @throws RangeError if a row, or one of its sequences, is not there
 */
function* locatedRows<T>(
  { file, metadata, form, decode }: Rows<T>,
  located: LocatedRows,
  { start = 0, end = metadata.total_size, reuse = false }: ReadOptions,
): Generator<T> {
  const fd = openSync(file.path, "r");
  try {
    // Rows are next to each other, or between the sequences of other rows.
    const [sequences, rows] = [new FileWindow(fd, SEQUENCE_WINDOW), new FileWindow(fd, ROW_WINDOW)];
    const heap = new HeapReader(sequences);
    const row = new Uint8Array(located.rowBytes); // A copy, since a sequence may be read in place of what is around it.
    const headAt = located.offset(form.head);
    const references = form.sequences.map((member) => new DataView(row.buffer, located.offset(member)));
    const copies = new SlabAllocator();
    for (const address of located.addresses(start, Math.min(end, metadata.total_size))) {
      const window = sequences.has(address, row.length) ? sequences : rows;
      row.set(window.bytes(address, row.length));
      const found = references.map((reference, i) => {
        const bytes = heap.read(reference, ELEMENT_BYTES);
        const stays = reuse && i === references.length - 1; // No other is read before the next row.
        return stays && bytes.byteOffset % ELEMENT_BYTES === 0 ? bytes : copy(bytes, copies);
      });
      yield decode(form.header(row, headAt), found);
    }
  } finally {
    closeSync(fd);
  }
}

/** Reads rows by HDF5, which returns them with their sequences in its own memory. */
function* libraryRows<T>(
  { file, path, metadata, form, decode }: Rows<T>,
  { reuse = false, ...range }: ReadOptions,
): Generator<T> {
  const copies = new SlabAllocator();
  yield* inBatches(metadata.total_size, range, function* (offset, count) {
    let bytes = metadata.size * count;
    const read = file.rows(path, metadata, { offset, count }, (memory, row) => {
      const sequences = form.sequences.map((member) => {
        const reference = new DataView(memory.buffer, row + member.offset, 8);
        const [length, start] = [ELEMENT_BYTES * reference.getUint32(0, true), reference.getUint32(4, true)];
        bytes += length;
        const stored = memory.subarray(start, start + length) as Uint8Array<ArrayBuffer>;
        return reuse && start % ELEMENT_BYTES === 0 ? stored : copy(stored, copies);
      });
      return decode(form.header(memory, row + form.head.offset), sequences);
    });
    // Rows that may be retained are copied, and HDF5's memory is freed immediately.
    yield* reuse ? read : [...read];
    return bytes;
  });
}

function copy(bytes: Uint8Array, memory: SlabAllocator): Uint8Array<ArrayBuffer> {
  const copied = memory.bytes(bytes.length);
  copied.set(bytes);
  return copied;
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
  const sequences = [
    { name: "traj", type: TypeClass.float },
    { name: "data", type: TypeClass.float },
  ];
  const form = new RowForm(AcquisitionHeader.layout, metadata, sequences, `${file.path}: ${path}`);
  const decode: Decode<Acquisition> = (header, [trajectory, data]) => ({
    kind: "acquisition",
    header: new AcquisitionHeader(header),
    trajectory: floats(trajectory!),
    data: floats(data!),
  });
  return readRows({ file, path, metadata, form, decode }, options);
}

/** The waveforms of a dataset; throws as `readAcquisitions`. */
export function readWaveforms(
  file: H5File,
  path: string,
  metadata: Metadata,
  options: ReadOptions,
): Generator<Waveform> {
  const sequences = [{ name: "data", type: TypeClass.integer }];
  const form = new RowForm(WaveformHeader.layout, metadata, sequences, `${file.path}: ${path}`);
  const decode: Decode<Waveform> = (header, [data]) => ({
    kind: "waveform",
    header: new WaveformHeader(header),
    data: new Uint32Array(data!.buffer, data!.byteOffset, data!.byteLength / Uint32Array.BYTES_PER_ELEMENT),
  });
  return readRows({ file, path, metadata, form, decode }, options);
}

function floats({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Float32Array {
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}
