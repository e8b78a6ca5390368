import { readSync } from "node:fs";
import { counted } from "../../text/index.ts";

/** Rows that follow each other in a file. */
export interface StoredRun {
  /** Address of the first row. */
  readonly address: number;
  readonly rows: number;
}

const SIGNATURE = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);
const Message = { layout: 0x08, externalFiles: 0x07, filters: 0x0b, continuation: 0x10 } as const;
const CONTIGUOUS = 1;
const CHUNKED = 2;
/** A header or a node that is longer is damaged. */
const LONGEST_BLOCK = 1 << 20;

/**
 * Where the rows of a list are stored. HDF5 itself can only return whole rows with their variable-length members, each
 * of which it looks up; this allows to read the fixed part of each row alone. Formats: HDF5 File Format Specification,
 * version 3.0, sections IV.A (object headers), IV.A.2.i (layout, version 3), III.A.1 (B-trees, version 1).
 * @param fd of the open file
 * @param address of the dataset's object header
 * @returns `undefined` if they are stored in another way: compressed, in another version's index, not written
 */
export function storedRows(
  fd: number,
  address: number,
  { rows, rowBytes }: { readonly rows: number; readonly rowBytes: number },
): StoredRun[] | undefined {
  try {
    if (!hasWideAddresses(fd)) return undefined;
    const messages = objectMessages(fd, address);
    if (messages.some(({ type }) => type === Message.filters || type === Message.externalFiles)) return undefined;
    const layout = messages.find(({ type }) => type === Message.layout)?.body;
    if (layout === undefined || layout[0] !== 3) return undefined;
    if (layout[1] === CONTIGUOUS) {
      const bytes = wide(layout, 10);
      return bytes === rows * rowBytes ? [{ address: wide(layout, 2), rows }] : undefined;
    }
    if (layout[1] !== CHUNKED || layout[2] !== 2 || layout.readUInt32LE(15) !== rowBytes) return undefined;
    return chunkRuns(fd, wide(layout, 3), { rows, chunkRows: layout.readUInt32LE(11) });
  } catch (error) {
    if (error instanceof RangeError) return undefined; // beyond the end of a block, or of the file
    throw error;
  }
}

/** Whether addresses and lengths have eight bytes, from the start of the file. */
function hasWideAddresses(fd: number): boolean {
  const superblock = block(fd, 0, 16);
  if (!superblock.subarray(0, 8).equals(SIGNATURE)) return false;
  const at = superblock[8]! < 2 ? 13 : 9;
  return superblock[at] === 8 && superblock[at + 1] === 8;
}

interface ObjectMessage {
  readonly type: number;
  readonly body: Buffer;
}

/** The messages of an object header of version 1 or 2, with those of its continuations. */
function objectMessages(fd: number, address: number): ObjectMessage[] {
  const prefix = block(fd, address, 48);
  if (prefix[0] === 1) return messagesOf(fd, block(fd, address + 16, prefix.readUInt32LE(8)), { version: 1 });
  if (prefix.toString("latin1", 0, 4) !== "OHDR") throw new RangeError("not an object header");
  const flags = prefix[5]!;
  const at = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const width = 1 << (flags & 3);
  const content = block(fd, address + at + width, prefix.readUIntLE(at, Math.min(width, 6)));
  return messagesOf(fd, content, { version: 2, ordered: (flags & 4) !== 0 });
}

interface HeaderForm {
  readonly version: 1 | 2;
  /** Whether messages record the order of their creation. */
  readonly ordered?: boolean;
}

function messagesOf(fd: number, content: Buffer, form: HeaderForm, depth = 0): ObjectMessage[] {
  if (depth > 100) throw new RangeError("a header continues in itself");
  const messages: ObjectMessage[] = [];
  const prefix = form.version === 1 ? 8 : form.ordered ? 6 : 4;
  for (let at = 0; at + prefix <= content.length; ) {
    const type = form.version === 1 ? content.readUInt16LE(at) : content[at]!;
    const size = content.readUInt16LE(at + (form.version === 1 ? 2 : 1));
    const body = content.subarray(at + prefix, at + prefix + size);
    at += prefix + size;
    if (type !== Message.continuation) messages.push({ type, body });
    else {
      const [start, length] = [wide(body, 0), wide(body, 8)];
      const next = form.version === 1 ? block(fd, start, length) : block(fd, start + 4, length - 8);
      messages.push(...messagesOf(fd, next, form, depth + 1));
    }
  }
  return messages;
}

/** The chunks of a list, in order; `undefined` unless all of them exist. */
function chunkRuns(
  fd: number,
  root: number,
  { rows, chunkRows }: { readonly rows: number; readonly chunkRows: number },
): StoredRun[] | undefined {
  const runs: StoredRun[] = [];
  let next = 0;
  const visit = (address: number, expectedLevel?: number): void => {
    const node = block(fd, address, 24);
    const [level, count] = [node[5]!, node.readUInt16LE(6)];
    const isTree = node.toString("latin1", 0, 4) === "TREE" && node[4] === 1;
    if (!isTree || (expectedLevel ?? level) !== level) throw new RangeError("not a node of the chunks' index");
    // A key: bytes of the chunk, mask of filters, its first element along each axis and within the element.
    const entries = block(fd, address + 24, count * 32);
    for (let i = 0; i < count; i += 1) {
      const [first, child] = [wide(entries, 32 * i + 8), wide(entries, 32 * i + 24)];
      if (level > 0) visit(child, level - 1);
      else if (first < rows) {
        if (first !== next) throw new RangeError("a chunk was never written");
        runs.push({ address: child, rows: Math.min(chunkRows, rows - first) });
        next = first + chunkRows;
      }
    }
  };
  visit(root);
  return next >= rows ? runs : undefined;
}

function wide(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

/** @throws RangeError if the file is shorter */
function block(fd: number, address: number, length: number): Buffer {
  if (length < 0 || length > LONGEST_BLOCK) throw new RangeError(`a block of ${counted(length, "byte")}`);
  const bytes = Buffer.alloc(length);
  if (readSync(fd, bytes, 0, length, address) < length) throw new RangeError("the file ends before");
  return bytes;
}
