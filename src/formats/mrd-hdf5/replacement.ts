import { chmodSync, realpathSync, renameSync, type Stats, statSync } from "node:fs";
import { StorageError } from "./errors.ts";
import { type FoundGroup, groupsIn } from "./found-groups.ts";
import { groupContents, isMeasurement, type TextName } from "./group-contents.ts";
import { groupPath, splitPath } from "./group-path.ts";
import type { GroupTree } from "./group-tree.ts";
import { GroupWriter } from "./group-writer.ts";
import { H5File } from "./h5-file.ts";
import type { AppendFile } from "./hdf5/file.ts";
import type { GlobalHeap } from "./hdf5/global-heap.ts";
import type { MrdGroup } from "./mrd-group.ts";
import { measurements } from "./reader.ts";

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
    /** The group that is written. One of this name is not copied. */
    readonly group: string,
  ) {
    this.path = `${target}.adding`;
    this.#target = target;
    this.#before = before;
  }

  /**
   * Opens an existing file to add a group to it. If the path is a link, the new file is next to the link's target,
   * because files can only be renamed within a file system.
   * @param group as `groupPath` spells it
   * @param existing whether a group of the same name is an error, or is replaced
   * @throws StorageError `group-exists`; `not-hdf5`, or `not-mrd` naming what would be lost; `invalid-name` for a group
   * in something else than a group, or that is to replace something else
   */
  static async of(path: string, group: string, existing: "add" | "replace"): Promise<Replacement> {
    const target = realpathSync(path);
    const before = statSync(target); // Before the file is read, so that every later change is detected.
    const source = await openTarget(target);
    try {
      requireGroups(source, existing === "replace" ? group : splitPath(group).parent);
      if (existing === "add" && isTaken(source, group)) {
        const advice = "--overwrite replaces it, -G (of larmor phantom: -d) names another";
        throw new StorageError("group-exists", `${target} already has a group ${group}: ${advice}`);
      }
      const [undefinedPath] = undefinedContents(source, group);
      if (undefinedPath !== undefined) {
        const advice = "adding a group would lose it, so choose another file";
        throw new StorageError("not-mrd", `${target} holds ${undefinedPath}, which MRD does not define: ${advice}`);
      }
      return new Replacement(target, before, source, group);
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

async function openTarget(path: string): Promise<H5File> {
  try {
    return await H5File.open(path);
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== "not-hdf5") throw error;
    const message = `${path} exists, and results cannot be added to it: ${error.message}. Choose another file`;
    throw new StorageError("not-hdf5", message, { cause: error });
  }
}

/**
 * Contents of a file that MRD does not define, and that a copy of its measurements would therefore lack. This includes
 * an empty group, which may belong to an active writer: replacing its file would lose everything written later.
 * @param replaced a group that is not copied anyway
 */
function* undefinedContents(file: H5File, replaced: string): Generator<string> {
  const groups = [...groupsIn(file)];
  const paths = new Set(groups.map(({ path }) => path));
  for (const { path, contents } of groups) {
    // Too many groups in groups, or too deep ones, are not found.
    yield* contents.subgroups.map((name) => `${path}/${name}`).filter((each) => !paths.has(each));
    if (path === `/${replaced}`) continue;
    const isRoot = path === "";
    const members = file.names(path || "/").map((member) => `${path}/${member}`);
    yield* attributes(file, path || "/");
    if (!isMeasurement(contents)) {
      const [other] = members.filter((member) => file.kind(member) !== "group");
      if (other !== undefined) yield isRoot ? other : path;
      if (members.length === 0 && !isRoot) yield `the empty group ${path}`;
    }
    yield* contents.undefinedPaths;
    for (const object of [...members, ...membersOfSeries(file, path, contents)]) yield* attributes(file, object);
  }
}

function membersOfSeries(file: H5File, path: string, { series }: FoundGroup["contents"]): string[] {
  return series.flatMap(({ name }) => file.names(`${path}/${name}`).map((member) => `${path}/${name}/${member}`));
}

/** Whether a file has something at a path, other than a group that only holds other measurements. */
function isTaken(file: H5File, path: string): boolean {
  if (!exists(file, path)) return false;
  if (file.kind(`/${path}`) !== "group") return true;
  const contents = groupContents(file, `/${path}`);
  const onlyGroups = contents.arrays.length + contents.undefinedPaths.length === 0 && contents.subgroups.length > 0;
  return isMeasurement(contents) || !onlyGroups;
}

function exists(file: H5File, path: string): boolean {
  if (path === "") return true;
  const { parent, name } = splitPath(path);
  return exists(file, parent) && file.kind(`/${parent}`) === "group" && file.names(`/${parent}`).includes(name);
}

/** Checks that what is at a path, and around it, are groups and not image series, or that nothing is there. */
function requireGroups(file: H5File, path: string): void {
  if (path === "") return;
  const { parent, name } = splitPath(path);
  requireGroups(file, parent);
  if (!exists(file, path)) return;
  const { subgroups } = groupContents(file, parent === "" ? "" : `/${parent}`);
  if (subgroups.includes(name)) return;
  throw new StorageError("invalid-name", `${file.path} has /${path}, which is not a group: choose another name`);
}

function attributes(file: H5File, path: string): string[] {
  return file.attributeNames(path).map((name) => `the HDF5 attribute ${name} of ${path}`);
}

/** Number of messages after which a copy is committed, to limit the memory that a commit needs. */
const COPIED_TOGETHER = 1000;

/**
 * Copies all measurements of a file but the one that is replaced.
 * @throws StorageError `read-failed`, `unsupported-layout`, `malformed-message`
 */
export function copyGroups(
  { source, group: replaced }: Replacement,
  file: AppendFile,
  heap: GlobalHeap,
  groups: GroupTree,
): void {
  for (const group of measurements(source)) {
    const path = groupPath(group.name);
    if (path === replaced) continue;
    const copy = new GroupWriter(file, heap, groups.at(path));
    let count = 0;
    for (const write of copying(group, copy)) {
      write();
      count += 1;
      if (count % COPIED_TOGETHER > 0) continue;
      copy.store();
      file.commit();
    }
    copy.store();
  }
}

/** The stages of copying a measurement. */
function* copying(group: MrdGroup, copy: GroupWriter): Generator<() => void> {
  const { header: xml, config, configFile: config_file, configAdditional } = group;
  for (const [name, text] of Object.entries({ xml, config, config_file, configAdditional })) {
    if (text !== undefined) yield () => copy.writeText(name as TextName, text);
  }
  for (const [name, text] of group.protocols) yield () => copy.writeText(name as TextName, text);
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
