import { fstatSync, writevSync } from "node:fs";
import { StorageError } from "./errors.ts";

/**
 * Writes all buffers, one after another: a system call may write fewer bytes than requested.
 * @returns the offset after the last byte
 * @throws NodeJS.ErrnoException; some of the bytes may have been written then
 */
export function writeAll(fd: number, pieces: readonly Uint8Array[], position: number): number {
  let at = position;
  let left = pieces.filter((piece) => piece.length > 0);
  while (left.length > 0) {
    const count = writevSync(fd, left, at);
    at += count;
    left = after(left, count);
  }
  return at;
}

/** The buffers that remain after some bytes of them have been written. */
function after(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest = [...pieces];
  let done = count;
  while (rest.length > 0 && done >= rest[0]!.length) done -= rest.shift()!.length;
  if (done > 0) rest[0] = rest[0]!.subarray(done);
  return rest;
}

/** Data written to a deleted file are lost, and no system reports it. @throws StorageError `file-deleted` */
export function requireThere(fd: number, path: string): void {
  if (fstatSync(fd).nlink > 0) return;
  throw new StorageError("file-deleted", `${path} was deleted while it was being written`);
}
