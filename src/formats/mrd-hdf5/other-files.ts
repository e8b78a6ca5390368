import type { Module } from "h5wasm/node";

type H5Module = typeof Module;

/** The part of Emscripten's file system that its type declarations leave out. */
interface FileSystem {
  open(path: string, ...rest: readonly unknown[]): unknown;
  readonly ErrnoError: new (code: number) => Error;
}

/** EACCES, in WASI's numbering. */
const PERMISSION_DENIED = 2;

let isReading = false;
let refused: string | undefined;

/**
 * Lets HDF5 open no file while it reads another one. An HDF5 file can refer to any other file of the machine: by an
 * external link, by external raw storage, or by a virtual dataset.
 */
export function refuseOtherFiles({ FS }: H5Module): void {
  const files = FS as unknown as FileSystem;
  const open = files.open;
  files.open = (path, ...rest) => {
    if (!isReading) return open(path, ...rest);
    refused = path;
    throw new files.ErrnoError(PERMISSION_DENIED);
  };
}

/**
 * Reads from an open file.
 * @returns the result, or the path of the other file that HDF5 was not allowed to open; the result, or error, is then
 * worthless, since HDF5 replaces a missing part of a virtual dataset by zeros
 */
export function readingOneFile<T>(action: () => T): { readonly result: T } | { readonly otherFile: string } {
  const [wasReading, refusedBefore] = [isReading, refused];
  isReading = true;
  refused = undefined;
  try {
    const result = action();
    return refused === undefined ? { result } : { otherFile: refused };
  } catch (error) {
    if (refused !== undefined) return { otherFile: refused };
    throw error;
  } finally {
    isReading = wasReading;
    refused = refusedBefore;
  }
}
