import { statSync } from "node:fs";
import { basename } from "node:path";
import { MrdFile, type MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import type { FileEntry, GroupEntry } from "../api/index.ts";
import { ViewerError } from "../errors.ts";
import { PatientData } from "../measurement/index.ts";

/** Files that are open at the same time: beyond them, the one that was not used for the longest time is closed. */
const MOST_OPEN = 64;

interface OpenFile {
  readonly name: string;
  readonly path: string;
  /** Changes when the file is written. */
  readonly state: string;
  readonly file: MrdFile;
}

/** The files that a viewer shows, by number: those named when it was started, and those chosen since. */
export class ViewedFiles {
  /** The one that was used last is the last one. */
  readonly #files = new Map<number, OpenFile>();
  readonly #patients = new WeakMap<MrdGroup, PatientData>();
  readonly #showsPatient: boolean;
  #nextId = 0;

  private constructor(showsPatient: boolean) {
    this.#showsPatient = showsPatient;
  }

  /**
   * @param showsPatient whether what identifies the patient may be sent to the page
   * @throws StorageError if one of them cannot be read
   */
  static async open(paths: readonly string[], { showsPatient = false } = {}): Promise<ViewedFiles> {
    const files = new ViewedFiles(showsPatient);
    try {
      for (const path of paths) await files.add(path, basename(path));
    } catch (error) {
      files.close();
      throw error;
    }
    return files;
  }

  /**
   * Opens a file. One that is open already keeps its number, unless it was written since.
   * @param name shown to the user
   * @throws StorageError if it cannot be read
   */
  async add(path: string, name: string): Promise<FileEntry> {
    const state = stateOf(path);
    for (const [id, file] of this.#files) {
      if (file.path !== path) continue;
      if (file.state === state) return fileEntry(id, file);
      this.remove(id);
    }
    const opened = { name, path, state, file: await MrdFile.open(path) };
    const id = this.#nextId;
    this.#nextId += 1;
    this.#files.set(id, opened);
    for (const oldest of [...this.#files.keys()].slice(0, -MOST_OPEN)) this.remove(oldest);
    return fileEntry(id, opened);
  }

  get entries(): readonly FileEntry[] {
    return [...this.#files].toSorted(([a], [b]) => a - b).map(([id, file]) => fileEntry(id, file));
  }

  /** @throws ViewerError `no-such-file`; StorageError `group-missing` */
  group(id: number, name: string): MrdGroup {
    const found = this.#files.get(id);
    if (found === undefined) {
      const wasOpen = id < this.#nextId;
      const why = wasOpen ? "it is not open any more, choose it again" : `the last one is ${this.#nextId - 1}`;
      throw new ViewerError("no-such-file", `there is no file ${id}: ${why}`);
    }
    this.#files.delete(id);
    this.#files.set(id, found);
    return found.file.group(name);
  }

  /** What of a measurement may be sent to the page. */
  patientOf(group: MrdGroup): PatientData {
    const known = this.#patients.get(group);
    if (known !== undefined) return known;
    const patient = new PatientData(group, this.#showsPatient);
    this.#patients.set(group, patient);
    return patient;
  }

  /** Closes a file, if it is open. */
  remove(id: number): void {
    this.#files.get(id)?.file.close();
    this.#files.delete(id);
  }

  close(): void {
    for (const id of [...this.#files.keys()]) this.remove(id);
  }
}

/** What changes when a file is written; "" if it does not exist, which opening it reports. */
function stateOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.ino} ${found.size} ${found.mtimeMs}`;
}

function fileEntry(id: number, { name, file }: OpenFile): FileEntry {
  return { id, name, groups: file.groups.map(groupEntry) };
}

function groupEntry({ name, acquisitionCount, waveformCount, series, arrays, header }: MrdGroup): GroupEntry {
  return {
    name,
    readouts: acquisitionCount,
    waveforms: waveformCount,
    series,
    arrays,
    hasHeader: header !== undefined,
  };
}
