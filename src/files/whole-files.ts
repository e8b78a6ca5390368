import { readFileSync, type WriteFileOptions, writeFileSync } from "node:fs";

/** Writes a file. @throws NodeJS.ErrnoException with its path, which Node leaves out if the disk is full */
export function writeFile(path: string, content: string | Uint8Array, options: WriteFileOptions = {}): void {
  withPath(path, () => writeFileSync(path, content, options));
}

/** Reads a file as UTF-8. @throws NodeJS.ErrnoException with its path, which Node leaves out if it is a folder */
export function readText(path: string): string {
  return withPath(path, () => readFileSync(path, "utf8"));
}

/** Adds the path of a file to the errors of an action that knows only its descriptor. */
export function withPath<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path });
  }
}
