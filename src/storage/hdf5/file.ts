import { closeSync, fdatasyncSync, ftruncateSync, openSync, writevSync } from "node:fs";
import { aligned, Bytes, UNDEFINED, u64 } from "./bytes.ts";

/**
 * Steps of a commit, in their order. What a step writes is only reached through what a later one writes, so a reader
 * finds a consistent file after any of them.
 */
export const Stage = {
  nodes: 0, // addresses in index nodes, beyond what the nodes count
  index: 1, // counts and roots of indices, beyond the extent of their datasets
  extent: 2, // extents of datasets
  publish: 3, // links to new objects, and extents that stand for several datasets
} as const;
export type Stage = (typeof Stage)[keyof typeof Stage];

/** Order of symbol-table nodes and of group index nodes, HDF5's defaults. */
export const GROUP_LEAF_K = 4;
export const GROUP_INTERNAL_K = 16;

const SUPERBLOCK_SIZE = 96;
const END_OF_FILE_FIELD = 40;

/**
 * An HDF5 file of superblock version 0 that only grows. New bytes go behind the committed end at once, where no reader
 * looks; `patch` keeps the few changes of committed bytes for the next `commit`. Each patch lies in one page and is
 * either written or not when the process is killed.
 */
export class AppendFile {
  readonly #fd: number;
  readonly #sync: boolean;
  #end = SUPERBLOCK_SIZE;
  #written = 0;
  #committed = 0;
  readonly #patches: readonly Map<number, Uint8Array>[] = Object.values(Stage).map(() => new Map());

  /**
   * Creates a file.
   * @param options.sync wait for the disk after every stage of a commit, so that a commit also survives a power loss
   * @throws NodeJS.ErrnoException, `EEXIST` among them: a file is never overwritten
   */
  constructor(path: string, options: { sync: boolean }) {
    this.#fd = openSync(path, "wx");
    this.#sync = options.sync;
  }

  /** Takes space at the end. */
  allocate(length: number): number {
    const address = this.#end;
    this.#end += aligned(length);
    return address;
  }

  /** Writes to space that no committed structure refers to. */
  write(address: number, ...pieces: readonly Uint8Array[]): void {
    let position = address;
    let left = pieces.filter((piece) => piece.length > 0);
    while (left.length > 0) {
      const count = writevSync(this.#fd, left, position);
      position += count;
      left = after(left, count);
    }
    this.#written = Math.max(this.#written, position);
  }

  /** Takes space at the end and writes to it. */
  append(bytes: Uint8Array): number {
    const address = this.allocate(bytes.length);
    this.write(address, bytes);
    return address;
  }

  /** Changes committed bytes at a stage of the next commit; a later patch of the same address takes its place. */
  patch(stage: Stage, address: number, bytes: Uint8Array): void {
    this.#patches[stage]!.set(address, bytes);
  }

  /** Writes the superblock, which makes this an HDF5 file. */
  begin(rootHeader: number): void {
    const superblock = new Bytes(SUPERBLOCK_SIZE)
      .raw(Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a))
      .u8(0, 0, 0, 0, 0, 8, 8, 0) // versions; bytes of an address and of a length
      .u16(GROUP_LEAF_K)
      .u16(GROUP_INTERNAL_K)
      .u32(0)
      .u64(0) // base address
      .u64(UNDEFINED) // free space
      .u64(this.#end)
      .u64(UNDEFINED) // driver
      .u64(0)
      .u64(rootHeader)
      .padTo(SUPERBLOCK_SIZE); // nothing cached of the root: its header alone says where its links are
    this.#settle();
    this.write(0, superblock.take());
    this.#settle();
    this.#committed = this.#end;
  }

  /** Makes all that was written and patched part of the file. */
  commit(): void {
    if (this.#end > this.#committed) {
      this.#settle();
      this.write(END_OF_FILE_FIELD, u64(this.#end));
      this.#settle();
      this.#committed = this.#end;
    }
    for (const patches of this.#patches) {
      if (patches.size === 0) continue;
      for (const [address, bytes] of patches) this.write(address, bytes);
      patches.clear();
      this.#settle();
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** What was allocated is in the file, and on the disk where that was asked for. */
  #settle(): void {
    if (this.#written < this.#end) {
      ftruncateSync(this.#fd, this.#end);
      this.#written = this.#end;
    }
    if (this.#sync) fdatasyncSync(this.#fd);
  }
}

/** The rest of the pieces after some bytes of them were written. */
function after(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest = [...pieces];
  let done = count;
  while (rest.length > 0 && done >= rest[0]!.length) done -= rest.shift()!.length;
  if (done > 0) rest[0] = rest[0]!.subarray(done);
  return rest;
}
