import { describeHdf5Layout } from "../identify/index.ts";
import { StorageError } from "./errors.ts";
import { groupsIn } from "./found-groups.ts";
import { isMeasurement } from "./group-contents.ts";
import { groupName, groupPath } from "./group-path.ts";
import { H5File } from "./h5-file.ts";
import { MrdGroup } from "./mrd-group.ts";

/** Names that `larmor send`, `larmor run` and FIRE's client give to groups by default. */
const DATE_AND_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/;

/** An MRD file opened for reading. */
export class MrdFile {
  readonly #file: H5File;
  /** The measurements, in file order. */
  readonly groups: readonly MrdGroup[];

  private constructor(file: H5File, groups: readonly MrdGroup[]) {
    this.#file = file;
    this.groups = groups;
  }

  /**
   * Opens a file. It is asynchronous because HDF5 is loaded when the first file is opened. If the file is still being
   * written, HDF5 sees what was committed when it was opened. A file that is opened again while it is still open shares
   * this view.
   * @throws StorageError `not-found`, `not-hdf5`, `not-mrd` for a file without any measurement, `read-failed`
   */
  static async open(path: string): Promise<MrdFile> {
    const file = await H5File.open(path);
    try {
      const groups = measurements(file);
      if (groups.length === 0) throw noMeasurement(file);
      return new MrdFile(file, groups);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * A measurement by its name, `a/b` or `/a/b`. Without a name: the only one outside of other groups or, among those
   * that programs named by date and time, the newest one.
   * @param isWanted without a name, which groups may be meant if there are several; default all
   * @throws StorageError `group-missing`, `group-ambiguous`, both listing the groups of the file
   */
  group(name?: string, isWanted?: (group: MrdGroup) => boolean): MrdGroup {
    const names = this.groups.map((group) => group.name).join(", ");
    if (name === undefined) {
      const outer = this.groups.filter((group) => !group.name.includes("/"));
      const candidates = outer.length > 0 ? outer : this.groups;
      const found = candidates.length === 1 ? candidates[0] : newestOf(candidates, isWanted);
      if (found) return found;
      throw new StorageError("group-ambiguous", `${this.#file.path} has several groups, name one with -g: ${names}`);
    }
    const wanted = groupName(groupPath(name));
    const found = this.groups.find((group) => group.name === wanted);
    if (found) return found;
    throw new StorageError("group-missing", `${this.#file.path} has no group ${name}; it has: ${names}`);
  }

  /** Closes the file. Pending reads fail afterwards. May be called again. */
  close(): void {
    this.#file.close();
  }
}

/** The measurements of a file, with those in groups of groups; none if the file has no MRD group. */
export function measurements(file: H5File): MrdGroup[] {
  return [...groupsIn(file)]
    .filter(({ contents }) => isMeasurement(contents))
    .map(({ path, contents }) => new MrdGroup(file, path, contents));
}

function noMeasurement(file: H5File): StorageError {
  const names = file.names("/");
  const layout = describeHdf5Layout({ path: file.path, names, attributes: file.attributeNames("/") });
  if (layout !== undefined) {
    return new StorageError("not-mrd", `${file.path} is ${layout.name}, not MRD: ${layout.advice}`);
  }
  return new StorageError(
    "not-mrd",
    names.length === 0
      ? `${file.path} has no MRD measurement: it is an HDF5 file without contents`
      : `${file.path} has no MRD measurement: no group with xml, data or images, only ${names.join(", ")}`,
  );
}

/** The group that is meant without a name: the only one that is wanted, or the newest one with a date. */
function newestOf(groups: readonly MrdGroup[], isWanted?: (group: MrdGroup) => boolean): MrdGroup | undefined {
  const wanted = groups.filter(isWanted ?? (() => true));
  if (isWanted !== undefined && wanted.length === 1) return wanted[0];
  const dated = wanted.filter((group) => DATE_AND_TIME.test(group.name));
  // Any of several measurements may be meant; of several results, the newest.
  if (isWanted === undefined && dated.length < wanted.length) return undefined;
  return dated.toSorted((a, b) => (a.name < b.name ? -1 : 1)).at(-1);
}
