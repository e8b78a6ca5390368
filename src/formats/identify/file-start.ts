import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from "node:fs";

/** What a file that is not MRD seems to be. */
export interface FileFormat {
  /** With its article, to follow the file's name in a sentence: `a DICOM file`. */
  readonly name: string;
  /** What to do with it, as a clause: `convert it to MRD with siemens_to_ismrmrd`. */
  readonly advice: string;
}

/** The start of a file, which identifies its format; of a folder, only its path. */
export interface FileStart {
  readonly path: string;
  readonly isFolder: boolean;
  readonly bytes: Buffer;
  /** Of the whole file. */
  readonly size: number;
}

/** A format, and how to recognise it. */
export interface Candidate extends FileFormat {
  matches(start: FileStart): boolean;
}

/** Covers the signatures of all formats. */
const START_BYTES = 1024;

/** @throws NodeJS.ErrnoException if the file cannot be read */
export function readStart(path: string): FileStart {
  if (statSync(path).isDirectory()) return { path, isFolder: true, bytes: Buffer.alloc(0), size: 0 };
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(START_BYTES);
    const bytes = buffer.subarray(0, readSync(file, buffer, 0, START_BYTES, 0));
    return { path, isFolder: false, bytes, size: fstatSync(file).size };
  } finally {
    closeSync(file);
  }
}

/** Whether a file has a text at an offset. */
export function startsWith(text: string, at = 0): (start: FileStart) => boolean {
  return ({ bytes }) => bytes.subarray(at, at + text.length).equals(Buffer.from(text, "latin1"));
}

/** Whether a file with an ending has one with another ending next to it. */
export function hasSibling(path: string, ending: RegExp, ...others: readonly string[]): boolean {
  if (!ending.test(path)) return false;
  const base = path.replace(ending, "");
  return others.some((other) => existsSync(base + other) || existsSync(base + other.toUpperCase()));
}

/** Advice for a format that Larmor reads itself. */
export const larmorConvert = "convert it to MRD with `larmor convert`, then open the result";

/** Advice to convert a file with a program. */
export function convertWith(program: string): string {
  return `convert it to MRD with ${program}, then open the result`;
}
