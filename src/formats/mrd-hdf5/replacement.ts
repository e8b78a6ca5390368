import { chmodSync, realpathSync, renameSync, type Stats, statSync } from "node:fs";
import { StorageError } from "./errors.ts";
import { groupContents, isMeasurement, type TextName } from "./group-contents.ts";
import { GroupWriter } from "./group-writer.ts";
import { H5File } from "./h5-file.ts";
import type { AppendFile } from "./hdf5/file.ts";
import type { GlobalHeap } from "./hdf5/global-heap.ts";
import type { Hdf5Group } from "./hdf5/group.ts";
import { type MrdGroup, measurements } from "./reader.ts";

/**
 * A rewritten copy of an existing file, next to it, so that a group can be added and no reader ever sees a partial
 * file.
 */
export class Replacement {
  readonly path: string;
  readonly #target: string;
  readonly #before: Stats;

  private constructor(
    target: string,
    before: Stats,
    readonly source: H5File,
  ) {
    this.path = `${target}.adding`;
    this.#target = target;
    this.#before = before;
  }

  /**
   * Opens an existing file to add a group to it. If the path is a link, the new file is next to the link's target,
   * because files can only be renamed within a file system.
   * @throws StorageError `group-exists`; `not-hdf5`, or `not-mrd` naming what would be lost
   */
  static async of(path: string, group: string): Promise<Replacement> {
    const target = realpathSync(path);
    const before = statSync(target); // Before the file is read, so that every later change is detected.
    const source = await H5File.open(target);
    try {
      if (source.names("/").includes(group)) {
        const message = `${target} already has a group ${group}, and groups are never overwritten: choose another name`;
        throw new StorageError("group-exists", message);
      }
      const [undefinedPath] = undefinedContents(source);
      if (undefinedPath !== undefined) {
        const advice = "adding a group would lose it, so choose another file";
        throw new StorageError("not-mrd", `${target} holds ${undefinedPath}, which MRD does not define: ${advice}`);
      }
      return new Replacement(target, before, source);
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /** Permissions of the file; the new one must not be more permissive. */
  get mode(): number {
    return this.#before.mode & 0o777;
  }

  /** Replaces the old file by the new one. @throws StorageError `file-changed` */
  takePlace(): void {
    const now = statSync(this.#target, { throwIfNoEntry: false });
    const same = (["ino", "size", "mtimeMs"] as const).every((fact) => now?.[fact] === this.#before[fact]);
    if (!same) {
      const message = `${this.#target} was changed while a group was being added to it; the result is in ${this.path}`;
      throw new StorageError("file-changed", message);
    }
    chmodSync(this.path, this.#before.mode);
    renameSync(this.path, this.#target);
  }
}

/**
 * Contents of a file that MRD does not define, and that a copy of its measurements would therefore lack. This includes
 * an empty group, which may belong to an active writer: replacing its file would lose everything written later.
 */
function* undefinedContents(file: H5File): Generator<string> {
  yield* attributes(file, "/");
  for (const name of file.names("/")) {
    const path = `/${name}`;
    if (file.kind(path) !== "group") {
      yield path;
      continue;
    }
    const members = file.names(path).map((member) => `${path}/${member}`);
    const contents = groupContents(file, path);
    if (!isMeasurement(contents)) yield members.length > 0 ? path : `the empty group ${path}`;
    yield* contents.undefinedPaths;
    const ofSeries = contents.series.flatMap(({ name: series }) =>
      file.names(`${path}/${series}`).map((member) => `${path}/${series}/${member}`),
    );
    for (const object of [path, ...members, ...ofSeries]) yield* attributes(file, object);
  }
}

function attributes(file: H5File, path: string): string[] {
  return file.attributeNames(path).map((name) => `the HDF5 attribute ${name} of ${path}`);
}

/** Number of messages after which a copy is committed, to limit the memory that a commit needs. */
const COPIED_TOGETHER = 1000;

/** Copies all measurements of a file. @throws StorageError `read-failed`, `unsupported-layout`, `malformed-message` */
export function copyGroups(source: H5File, file: AppendFile, heap: GlobalHeap, root: Hdf5Group): void {
  for (const group of measurements(source)) {
    const copy = new GroupWriter(file, heap);
    let count = 0;
    for (const write of copying(group, copy)) {
      write();
      count += 1;
      if (count % COPIED_TOGETHER > 0) continue;
      copy.store();
      file.commit();
    }
    copy.store();
    root.link(group.name, copy.group);
  }
}

/** The stages of copying a measurement. */
function* copying(group: MrdGroup, copy: GroupWriter): Generator<() => void> {
  const { header: xml, config, configFile: config_file, configAdditional } = group;
  for (const [name, text] of Object.entries({ xml, config, config_file, configAdditional })) {
    if (text !== undefined) yield () => copy.writeText(name as TextName, text);
  }
  for (const acquisition of group.acquisitions()) yield () => copy.append(acquisition);
  for (const waveform of group.waveforms()) yield () => copy.append(waveform);
  for (const { name } of group.series) {
    for (const image of group.images(name)) yield () => copy.appendTo(name, image);
  }
  for (const name of group.arrays) {
    const { shape, dataType, data } = group.array(name);
    yield () => copy.writeArray(name, shape, dataType, data);
  }
}
