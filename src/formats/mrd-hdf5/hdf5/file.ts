import { closeSync, fdatasyncSync, ftruncateSync, openSync, rmSync } from "node:fs";
import { requireThere, writeAll } from "../written-file.ts";
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

/** The least that a system writes at once. */
const PAGE = 4096;

const SUPERBLOCK_SIZE = 96;
const END_OF_FILE_FIELD = 40;

export interface AppendFileOptions {
  /** Wait for the disk after every stage of a commit, so that a commit also survives a power loss. */
  readonly sync: boolean;
  /** Permissions, less what the process's umask takes away. */
  readonly mode: number;
}

/**
 * An HDF5 file of superblock version 0 that only grows. New bytes go behind the committed end at once, where no reader
 * looks; `patch` keeps the few changes of committed bytes for the next `commit`. Each patch lies in one page and is
 * either written or not when the process is killed or the disk is full. So does all that is written before `begin`, which makes the file.
 */
export class AppendFile {
  readonly #path: string;
  readonly #options: AppendFileOptions;
  #fd: number | undefined;
  /** What is written before there is a file. */
  readonly #early: { readonly address: number; readonly pieces: readonly Uint8Array[] }[] = [];
  #end = SUPERBLOCK_SIZE;
  #written = 0;
  #committed = 0;
  readonly #patches: readonly Map<number, Uint8Array>[] = Object.values(Stage).map(() => new Map());

  constructor(path: string, options: AppendFileOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** Takes space at the end. */
  allocate(length: number): number {
    const address = this.#end;
    this.#end += aligned(length);
    return address;
  }

  /** Writes to space that no committed structure refers to. */
  write(address: number, ...pieces: readonly Uint8Array[]): void {
    if (this.#fd === undefined) {
      this.#early.push({ address, pieces });
      return;
    }
    this.#written = Math.max(this.#written, writeAll(this.#fd, pieces, address));
  }

  /**
   * Takes space at the end and writes to it.
   * @param patched what of it will be patched, so that this lies in one page; eight bytes at a multiple of eight always do
   */
  append(bytes: Uint8Array, patched?: { readonly offset: number; readonly length: number }): number {
    while (patched && !inOnePage(this.#end + patched.offset, patched.length)) this.#end += aligned(1);
    const address = this.allocate(bytes.length);
    this.write(address, bytes);
    return address;
  }

  /** Changes committed bytes at a stage of the next commit; a later patch of the same address takes its place. */
  patch(stage: Stage, address: number, bytes: Uint8Array): void {
    if (!inOnePage(address, bytes.length)) throw new RangeError(`a patch of ${bytes.length} bytes at ${address}`);
    this.#patches[stage]!.set(address, bytes);
  }

  /**
   * Makes the file, at once with all that was written so far and the superblock: a kill leaves this, or an empty file.
   * @throws NodeJS.ErrnoException, `EEXIST` among them: a file is never overwritten; none is left behind
   */
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
    const content = Buffer.alloc(this.#end);
    content.set(superblock.take());
    for (const { address, pieces } of this.#early.splice(0)) content.set(Buffer.concat(pieces), address);
    this.#fd = openSync(this.#path, "wx", this.#options.mode);
    try {
      this.write(0, content);
      this.#settle();
    } catch (error) {
      this.discard();
      throw error;
    }
    this.#committed = this.#end;
  }

  /**
   * Makes all that was written and patched part of the file.
   * @throws StorageError `file-deleted`; NodeJS.ErrnoException
   */
  commit(): void {
    requireThere(this.#fd!, this.#path);
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
    if (this.#fd !== undefined) closeSync(this.#fd);
  }

  /** Closes the file and takes it away. */
  discard(): void {
    this.close();
    rmSync(this.#path, { force: true });
  }

  /** What was allocated is in the file, and on the disk where that was asked for. */
  #settle(): void {
    if (this.#written < this.#end) {
      ftruncateSync(this.#fd!, this.#end);
      this.#written = this.#end;
    }
    if (this.#options.sync) fdatasyncSync(this.#fd!);
  }
}

/** Whether a write there is done as a whole or not at all, whatever happens to the process or the disk. */
function inOnePage(address: number, length: number): boolean {
  return Math.floor(address / PAGE) === Math.floor((address + length - 1) / PAGE);
}
