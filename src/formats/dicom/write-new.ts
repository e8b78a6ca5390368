import { closeSync, openSync, writeSync } from "node:fs";
import { counted } from "../../text/index.ts";
import { DicomError } from "./errors.ts";

/**
 * Writes a file.
 * @param pieces its bytes; they may be read while it is written
 * @throws DicomError `file-exists` unless `overwrite` is set; `write-failed`
 */
export function writeNew(path: string, pieces: Iterable<Uint8Array>, overwrite: boolean): void {
  try {
    const file = openSync(path, overwrite ? "w" : "wx");
    try {
      for (const piece of pieces) {
        for (let done = 0; done < piece.length; ) done += writeSync(file, piece, done);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      throw new DicomError("file-exists", `${path} exists: choose another folder, or replace it with --overwrite`);
    }
    throw new DicomError("write-failed", `${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

/** What was written, as a line of text. */
export function describeFiles(paths: readonly string[]): string {
  const [first, ...others] = paths;
  if (first === undefined) return "no DICOM file was written";
  return others.length === 0 ? `${first}: 1 DICOM file` : `${first} and others: ${counted(paths.length, "DICOM file")}`;
}
