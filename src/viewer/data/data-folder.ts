import { realpathSync } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { DataFile, DataFiles } from "../api/index.ts";
import { ViewerError } from "../errors.ts";

/** Maximum number of files in a list. */
const MOST_FILES = 5000;

/** Maximum depth of folders. */
const MOST_DEPTH = 12;

/**
 * The files below one folder. Nothing outside of it can be named: not by `..`, nor by a symbolic link, which counts as
 * the file that it points to.
 */
export class DataFolder {
  readonly #root: string;

  /** @throws NodeJS.ErrnoException if it does not exist */
  constructor(folder: string) {
    this.#root = realpathSync(folder);
  }

  /** The HDF5 files of the folder and its subfolders, by name; hidden ones are left out. */
  async list(): Promise<DataFiles> {
    const files: DataFile[] = [];
    const folders: { readonly path: string; readonly depth: number }[] = [{ path: this.#root, depth: 0 }];
    let incomplete = false;
    for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
      for (const each of (await readdir(next.path, { withFileTypes: true }).catch(() => [])).toSorted(byName)) {
        const path = join(next.path, each.name);
        if (each.name.startsWith(".")) continue;
        if (each.isDirectory() && next.depth < MOST_DEPTH) folders.push({ path, depth: next.depth + 1 });
        if (!isHdf5(each.name) || each.isDirectory()) continue;
        if (files.length === MOST_FILES) return { files, incomplete: true };
        const file = await this.#described(path);
        if (file !== undefined) files.push(file);
      }
      incomplete ||= folders.length > MOST_FILES;
    }
    return { files, incomplete };
  }

  /**
   * The real path of a file.
   * @param path relative to the folder
   * @throws ViewerError `outside-data` if it is not in the folder, or not an HDF5 file by its name; the message does
   * not say whether a file outside exists
   */
  async pathOf(path: string): Promise<string> {
    const wanted = join(this.#root, path);
    const real = this.#includes(wanted) ? await realpath(wanted).catch(() => undefined) : undefined;
    if (real === undefined || !this.#includes(real) || !isHdf5(real) || !(await stat(real)).isFile())
      throw new ViewerError("outside-data", `there is no file '${path}' in the folder of data`);
    return real;
  }

  async #described(path: string): Promise<DataFile | undefined> {
    const name = relative(this.#root, path).replaceAll(sep, "/");
    try {
      const { size, mtime } = await stat(await this.pathOf(name));
      return { path: name, bytes: size, modified: mtime.toISOString() };
    } catch {
      return undefined; // removed since, or a link to a file outside
    }
  }

  #includes(path: string): boolean {
    return path.startsWith(this.#root.endsWith(sep) ? this.#root : `${this.#root}${sep}`);
  }
}

function isHdf5(name: string): boolean {
  return /\.(h5|hdf5|mrd|ismrmrd)$/i.test(name);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
