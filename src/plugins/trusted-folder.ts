import { lstatSync, statSync } from "node:fs";

/**
 * The users who may provide packages for a folder: this user, root, and the owner of the folder, who can change what is
 * in it anyway.
 */
export function trustedOwners(folder: string): ReadonlySet<number> {
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
  return new Set([process.getuid?.() ?? 0, 0, ...(owner === undefined ? [] : [owner])]);
}

const GROUP_WRITABLE = 0o020;
const WRITABLE_BY_ALL = 0o002;

/** Whether nobody but trusted users can have put something into a folder, or have replaced it by a link. */
export function isTrusted(path: string, owners: ReadonlySet<number>): boolean {
  if (process.getuid === undefined) return true; // Windows has no such permissions
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false; // a link to nothing
  const { uid, gid, mode } = stats;
  // Many systems give each user a group of his own, and its members the right to write.
  const group = (mode & GROUP_WRITABLE) === 0 || gid === uid;
  return owners.has(uid) && owners.has(lstatSync(path).uid) && group && (mode & WRITABLE_BY_ALL) === 0;
}
