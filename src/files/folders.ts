import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { writeFile } from "./whole-files.ts";

/**
 * Creates a folder and its parents, if they do not exist. Node's `recursive` option never returns if the system can't
 * create a folder there, as below /proc or in a root folder that was removed; this always does.
 * @param mode permissions of the folders that are created
 * @returns the folders that were created, outermost first
 * @throws NodeJS.ErrnoException if it does not exist afterwards
 */
export function makeFolder(path: string, mode = 0o777): string[] {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at);
  const created = missing.filter((each) => makeOne(each, mode));
  if (!statSync(path).isDirectory()) {
    const error = new Error(`ENOTDIR: a file is where a folder should be, mkdir '${path}'`);
    throw Object.assign(error, { code: "ENOTDIR", syscall: "mkdir", path });
  }
  return created;
}

/** @returns `false` if it exists: another process may have created it */
function makeOne(path: string, mode: number): boolean {
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

export interface TryFolderOptions {
  /** Permissions of the folders that are created. */
  readonly mode: number;
  /** Whether folders that were created are left. */
  readonly keep: boolean;
}

/**
 * Creates a folder, and a file in it, which is removed again: permissions alone do not show whether that is possible.
 * @throws NodeJS.ErrnoException if files can't be created there
 */
export function tryFolder(path: string, { mode, keep }: TryFolderOptions): void {
  const created = makeFolder(path, mode);
  const file = join(path, `.larmor-${randomUUID()}`);
  try {
    writeFile(file, "larmor", { flag: "wx", mode: 0o600 });
  } finally {
    rmSync(file, { force: true });
    if (!keep) for (const folder of created.toReversed()) rmdirSync(folder);
  }
}

/** Whether a folder belongs to this user, who alone may write to it. @throws NodeJS.ErrnoException if it does not exist */
export function isPrivateFolder(path: string): boolean {
  const { uid, mode } = statSync(path);
  const writableByOthers = 0o022;
  return uid === process.getuid?.() && (mode & writableByOthers) === 0;
}
