import { basename } from "node:path";
import { MrdFile, type MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import type { FileEntry, GroupEntry } from "../api/index.ts";
import { ViewerError } from "../errors.ts";

/** The files that a viewer shows: those named when it was started. */
export class ViewedFiles {
  readonly #files: readonly { readonly name: string; readonly file: MrdFile }[];

  private constructor(files: readonly { readonly name: string; readonly file: MrdFile }[]) {
    this.#files = files;
  }

  /** @throws StorageError if one of them cannot be read */
  static async open(paths: readonly string[]): Promise<ViewedFiles> {
    const files: { name: string; file: MrdFile }[] = [];
    try {
      for (const path of paths) files.push({ name: basename(path), file: await MrdFile.open(path) });
    } catch (error) {
      for (const { file } of files) file.close();
      throw error;
    }
    return new ViewedFiles(files);
  }

  get entries(): readonly FileEntry[] {
    return this.#files.map(({ name, file }, id) => ({ id, name, groups: file.groups.map(groupEntry) }));
  }

  /** @throws ViewerError `no-such-file`; StorageError `group-missing` */
  group(id: number, name: string): MrdGroup {
    const found = this.#files[id];
    if (found === undefined)
      throw new ViewerError("no-such-file", `there is no file ${id}: the last one is ${this.#files.length - 1}`);
    return found.file.group(name);
  }

  close(): void {
    for (const { file } of this.#files) file.close();
  }
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
