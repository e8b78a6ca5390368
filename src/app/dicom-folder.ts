import { existsSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, writeFile } from "../files/index.ts";
import type { DicomInstance } from "../mrd/index.ts";
import { counted } from "../text/index.ts";

/** Longest name of a file that all file systems take, without its ending and number. */
const MOST_CHARACTERS = 200;

/** The DICOM files among results: a folder, which is created with the first of them. No file is replaced. */
export class DicomFolder {
  readonly #path: string;
  #count = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws NodeJS.ErrnoException */
  add({ name, data, attributes }: DicomInstance): void {
    makeFolder(this.#path);
    // The name comes from another program: it must not lead out of the folder.
    const clean = name
      .replace(/\.dcm$/i, "")
      .replace(/[^\p{L}\p{N} ._-]+/gu, "_")
      .replace(/^\.+/, "")
      .slice(0, MOST_CHARACTERS);
    const base = join(this.#path, clean || "image");
    let path = base;
    for (let number = 2; existsSync(`${path}.dcm`); number += 1) path = `${base}_${number}`;
    writeFile(`${path}.dcm`, data, { flag: "wx" });
    if (attributes.trim() !== "") writeFile(`${path}_attrib.xml`, attributes);
    this.#count += 1;
  }

  /** What was saved, as lines of text. */
  describe(): string[] {
    return this.#count === 0 ? [] : [`${counted(this.#count, "DICOM file")} in ${this.#path}`];
  }
}
