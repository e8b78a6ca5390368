import { counted } from "../../text/index.ts";
import { SourceError } from "../source/index.ts";
import type { FileWindow } from "./file-window.ts";

/** The two layouts of readouts: up to VB, a header for each channel; from VD on, one for all channels. */
export type SoftwareLine = "VB" | "VD";

/** Where a measurement is in its file. */
export interface MeasurementPlace {
  readonly line: SoftwareLine;
  /** Number of the measurement in its file, from 1. */
  readonly number: number;
  /** Identifier of the measurement on the scanner; `undefined` up to VB. */
  readonly uid: number | undefined;
  /** Of its header. */
  readonly offset: number;
  /** Offset after its last byte; that of the file may be smaller. */
  readonly end: number;
  /** Name of the protocol, in the directory of the file. */
  readonly protocol: string;
}

const ENTRY_BYTES = 152;
const DIRECTORY = 8;
const MOST_MEASUREMENTS = 64;
/** The name of the first part of a header. */
const NAME = /^[A-Z][A-Za-z]*\0/;
const LONGEST_NAME = 32;
/** The length of the header in files up to VA, in another layout. */
const VA_HEADER = 32;

/**
 * The measurements of a file. Files of VD and later have a directory (MrParcRaidFileHeader): an identifier, the number
 * of measurements, and for each two identifiers, offset, length, and the names of patient and protocol. Files up to VB
 * hold one measurement.
 * @throws SourceError `unsupported` for a file of VA, `malformed`
 */
export function measurementsOf(path: string, file: FileWindow, fileBytes: number): readonly MeasurementPlace[] {
  const start = file.bytes(0, DIRECTORY + LONGEST_NAME);
  if (start.length < DIRECTORY) throw new SourceError("malformed", `${path} has only ${counted(fileBytes, "byte")}`);
  const [first, count] = [start.readUInt32LE(0), start.readUInt32LE(4)];
  if (first === VA_HEADER) {
    const advice = "Larmor reads VB, VD, VE and XA: read it with a tool of that time";
    throw new SourceError("unsupported", `${path} is raw data of a Siemens scanner with software up to VA: ${advice}`);
  }
  if (count > MOST_MEASUREMENTS || NAME.test(start.toString("latin1", DIRECTORY)))
    return [{ line: "VB", number: 1, uid: undefined, offset: 0, end: fileBytes, protocol: "" }];
  if (count === 0) throw new SourceError("malformed", `the directory of ${path} lists no measurement`);
  const directory = file.bytes(DIRECTORY, count * ENTRY_BYTES);
  if (directory.length < count * ENTRY_BYTES)
    throw new SourceError("malformed", `${path} ends within the directory of its measurements, at byte ${fileBytes}`);
  return Array.from({ length: count }, (_, i) => {
    const entry = directory.subarray(i * ENTRY_BYTES, (i + 1) * ENTRY_BYTES);
    const [offset, length] = [Number(entry.readBigUInt64LE(8)), Number(entry.readBigUInt64LE(16))];
    const uid = entry.readUInt32LE(0);
    // Without a length, the file was not completed: the measurement extends to its end.
    const end = length === 0 ? fileBytes : offset + length;
    return { line: "VD", number: i + 1, uid, offset, end, protocol: textOf(entry.subarray(88)) };
  });
}

function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString("latin1", 0, end < 0 ? bytes.length : end);
}
