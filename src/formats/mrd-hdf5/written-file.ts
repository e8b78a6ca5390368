import { fstatSync, writevSync } from "node:fs";
import { StorageError } from "./errors.ts";

/**
 * Writes all pieces, one behind the other: a system may take fewer bytes at once than it is given.
 * @returns where they end
 * @throws NodeJS.ErrnoException; some of the bytes may be written then
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

/** The rest of the pieces after some bytes of them were written. */
function after(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest = [...pieces];
  let done = count;
  while (rest.length > 0 && done >= rest[0]!.length) done -= rest.shift()!.length;
  if (done > 0) rest[0] = rest[0]!.subarray(done);
  return rest;
}

/** What is written to a deleted file is lost, and no system says so. @throws StorageError `file-deleted` */
export function requireThere(fd: number, path: string): void {
  if (fstatSync(fd).nlink > 0) return;
  throw new StorageError("file-deleted", `${path} was deleted while it was being written`);
}
