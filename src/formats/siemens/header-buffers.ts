import { counted } from "../../text/index.ts";
import { SourceError } from "../source/index.ts";
import type { FileWindow } from "./file-window.ts";

/** The header of a measurement. */
export interface MeasurementHeader {
  /** Texts by their names: `Meas`, `MeasYaps`, `Phoenix`, `Config`, `Dicom` and others. */
  readonly buffers: ReadonlyMap<string, Uint8Array>;
  /** Offset of the first readout in the file. */
  readonly readouts: number;
}

const LONGEST_NAME = 64;
const MOST_BUFFERS = 256;

/**
 * Reads the header of a measurement: its length, the number of its buffers, and for each a name that ends with a zero,
 * a length, and a text.
 * @throws SourceError `malformed` if it does not have that layout, or is not complete
 */
export function readHeader(path: string, file: FileWindow, offset: number): MeasurementHeader {
  const start = file.bytes(offset, 8);
  if (start.length < 8) throw incomplete(path, offset, "no bytes");
  const [length, count] = [start.readUInt32LE(0), start.readUInt32LE(4)];
  if (length < 8 || count === 0 || count > MOST_BUFFERS)
    throw incomplete(path, offset, `a length of ${counted(length, "byte")} and ${count} parts`);
  const header = file.bytes(offset, length);
  if (header.length < length) throw incomplete(path, offset, `${header.length} of its ${counted(length, "byte")}`);
  const buffers = new Map<string, Uint8Array>();
  let at = 8;
  for (let i = 0; i < count; i++) {
    const nameEnd = header.indexOf(0, at);
    if (nameEnd < 0 || nameEnd - at > LONGEST_NAME || nameEnd + 5 > length)
      throw incomplete(path, offset + at, `no name of part ${i + 1}`);
    const name = header.toString("latin1", at, nameEnd);
    const textStart = nameEnd + 5;
    const textEnd = textStart + header.readUInt32LE(nameEnd + 1);
    if (textEnd > length) throw incomplete(path, offset + nameEnd, `a part ${name} that is longer than the header`);
    buffers.set(name, Uint8Array.prototype.slice.call(header, textStart, textEnd));
    at = textEnd;
  }
  return { buffers, readouts: offset + length };
}

function incomplete(path: string, offset: number, what: string): SourceError {
  const message = `the header of the measurement in ${path} cannot be read: at byte ${offset} it has ${what}`;
  return new SourceError("malformed", `${message}; copy the file again`);
}
