import { splitPath } from "./group-path.ts";
import type { AppendFile } from "./hdf5/file.ts";
import { Hdf5Group } from "./hdf5/group.ts";

/** The groups of a file that is being written, by their paths. */
export class GroupTree {
  readonly root: Hdf5Group;
  readonly #file: AppendFile;
  readonly #groups = new Map<string, Hdf5Group>();

  constructor(file: AppendFile) {
    this.#file = file;
    this.root = new Hdf5Group(file);
    this.#groups.set("", this.root);
  }

  /** The group at a path, as `groupPath` spells it; created, with those around it, if there is none. */
  at(path: string): Hdf5Group {
    const existing = this.#groups.get(path);
    if (existing !== undefined) return existing;
    const { parent, name } = splitPath(path);
    const group = new Hdf5Group(this.#file);
    this.at(parent).link(name, group);
    this.#groups.set(path, group);
    return group;
  }
}
