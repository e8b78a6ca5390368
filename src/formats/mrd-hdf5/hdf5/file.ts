import { closeSync, fdatasyncSync, ftruncateSync, openSync, rmSync } from "node:fs";
import { counted } from "../../../text/index.ts";
import { requireThere, writeAll } from "../written-file.ts";
import { aligned, Bytes, UNDEFINED, u64 } from "./bytes.ts";

/**
 * Stages of a commit, in order. A structure written in one stage is reachable only through structures written in later
 * stages, so a reader finds a consistent file after each of them.
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

/** The smallest unit that a system writes atomically. */
const PAGE = 4096;

const SUPERBLOCK_SIZE = 96;
const END_OF_FILE_FIELD = 40;

export interface AppendFileOptions {
  /** Sync to disk after every stage of a commit, so that a commit also survives a power loss. */
  readonly sync: boolean;
  /** Permissions, before the process's umask is applied. */
  readonly mode: number;
}

/**
 * An HDF5 file of superblock version 0 that only grows. New bytes are written immediately after the committed end,
 * where no reader looks. `patch` holds the few changes of committed bytes until the next `commit`. Each patch is within
 * one page, so it is written entirely or not at all if the process is killed or the disk is full. So is everything
 * written before `begin`, which creates the file.
 */
export class AppendFile {
  readonly #path: string;
  readonly #options: AppendFileOptions;
  #fd: number | undefined;
  /** Bytes written before the file exists. */
  readonly #early: { readonly address: number; readonly pieces: readonly Uint8Array[] }[] = [];
  #end = SUPERBLOCK_SIZE;
  #written = 0;
  #committed = 0;
  readonly #patches: readonly Map<number, Uint8Array>[] = Object.values(Stage).map(() => new Map());

  constructor(path: string, options: AppendFileOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** Allocates space at the end. */
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
   * Allocates space at the end and writes to it.
   * @param patched the part that will be patched later, so that it is placed within one page; eight bytes at a multiple
   * of eight always are
   */
  append(bytes: Uint8Array, patched?: { readonly offset: number; readonly length: number }): number {
    while (patched && !inOnePage(this.#end + patched.offset, patched.length)) this.#end += aligned(1);
    const address = this.allocate(bytes.length);
    this.write(address, bytes);
    return address;
  }

  /** Changes committed bytes at a stage of the next commit. A later patch of the same address replaces it. */
  patch(stage: Stage, address: number, bytes: Uint8Array): void {
    if (!inOnePage(address, bytes.length))
      throw new RangeError(`a patch of ${counted(bytes.length, "byte")} at ${address}`);
    this.#patches[stage]!.set(address, bytes);
  }

  /**
   * Creates the file, with the superblock and all that was written so far in one write. A kill leaves the whole of it
   * or an empty file.
   * @throws NodeJS.ErrnoException, including `EEXIST`: a file is never overwritten. No file remains after an error.
   */
  begin(rootHeader: number): void {
    const superblock = new Bytes(SUPERBLOCK_SIZE)
      .raw(Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a))
      .u8(0, 0, 0, 0, 0, 8, 8, 0) // Versions; bytes of an address and of a length.
      .u16(GROUP_LEAF_K)
      .u16(GROUP_INTERNAL_K)
      .u32(0)
      .u64(0) // Base address.
      .u64(UNDEFINED) // Free space.
      .u64(this.#end)
      .u64(UNDEFINED) // Driver.
      .u64(0)
      .u64(rootHeader)
      .padTo(SUPERBLOCK_SIZE); // The superblock caches nothing about the root group: only its object header says where its links are.
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

  /** Closes and deletes the file. */
  discard(): void {
    this.close();
    rmSync(this.#path, { force: true });
  }

  /** Writes the allocated bytes to the file, and syncs to disk if requested. */
  #settle(): void {
    if (this.#written < this.#end) {
      ftruncateSync(this.#fd!, this.#end);
      this.#written = this.#end;
    }
    if (this.#options.sync) fdatasyncSync(this.#fd!);
  }
}

/** Whether a write is atomic, whatever happens to the process or the disk. */
function inOnePage(address: number, length: number): boolean {
  return Math.floor(address / PAGE) === Math.floor((address + length - 1) / PAGE);
}
