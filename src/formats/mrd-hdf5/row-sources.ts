import { closeSync, openSync } from "node:fs";
import type { Metadata } from "h5wasm/node";
import { SlabAllocator } from "../../memory/index.ts";
import type { RecordLayout } from "../../mrd/index.ts";
import { inBatches, type ReadOptions } from "./batches.ts";
import { StorageError } from "./errors.ts";
import { FileWindow } from "./file-window.ts";
import { type H5File, type MemberMetadata, TypeClass } from "./h5-file.ts";
import { headerReader } from "./header-layout.ts";
import { HeapReader } from "./heap-reader.ts";
import type { LocatedRows } from "./located-rows.ts";

/** Of a sequence. */
const ELEMENT_BYTES = 4;
/** What is read of a file together. */
const SEQUENCE_WINDOW = 2 ** 20;
const ROW_WINDOW = 2 ** 16;

/** A member of variable length, whose elements have four bytes. */
interface SequenceMember {
  readonly name: string;
  readonly type: number;
}

/** How rows consist of a header and sequences, which their writer may have laid out in its own way. */
export class RowForm {
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
export type Decode<T> = (header: Uint8Array, sequences: readonly Uint8Array<ArrayBuffer>[]) => T;

/** A compound dataset, and what its rows become. */
export interface Rows<T> {
  readonly file: H5File;
  readonly path: string;
  readonly metadata: Metadata;
  readonly form: RowForm;
  readonly decode: Decode<T>;
}

/**
 * Reads rows from where they are stored. HDF5 takes five times as long: it allocates and copies each sequence.
 * @throws RangeError if a row, or one of its sequences, is not there
 */
export function* locatedRows<T>(
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
export function* libraryRows<T>(
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
