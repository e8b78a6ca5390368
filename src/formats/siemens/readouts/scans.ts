import { counted } from "../../../text/index.ts";
import type { SourceRemark } from "../../source/index.ts";
import type { FileWindow } from "../file-window.ts";
import type { MeasurementPlace } from "../raid-file.ts";
import { headerBytes, ScanFlag, ScanHeader } from "./scan-header.ts";

/** A readout, or a packet of other data between readouts. */
export interface Scan {
  readonly kind: "readout" | "sync";
  /** Valid until the next scan is requested. */
  readonly header: ScanHeader;
  readonly offset: number;
  /** With all headers. */
  readonly length: number;
}

/** Where readouts end, and whether that is their end. */
export interface ScansEnd {
  readonly offset: number;
  /** Why there are no more of them, unless the measurement is complete. */
  readonly remark: SourceRemark | undefined;
}

const LARGEST_CHANNELS = 1024;
/** An end marker may have some samples. */
const LARGEST_MARKER = 2 ** 20;
/** Shorter remainders are padding. */
const PADDING = 512;

/**
 * The scans of a measurement, one after another, up to its end or the first that is damaged or incomplete.
 * @param start offset of the first scan
 */
export function* scansOf(
  file: FileWindow,
  fileBytes: number,
  place: MeasurementPlace,
  start: number,
): Generator<Scan, ScansEnd> {
  const { line } = place;
  const end = Math.min(place.end, fileBytes);
  const sizes = headerBytes[line];
  const header = new ScanHeader(line);
  let offset = start;
  for (;;) {
    const bytes = offset < end ? file.bytes(offset, sizes.scan + sizes.channel) : undefined;
    if (bytes === undefined || offset + sizes.scan > end || bytes.length < sizes.scan) break;
    header.moveTo(bytes);
    if (header.has(ScanFlag.endOfMeasurement) && header.length >= sizes.scan && header.length <= LARGEST_MARKER)
      return { offset: offset + header.length, remark: undefined };
    const isSync = header.has(ScanFlag.syncData);
    const length = isSync ? header.length : readoutLength(header);
    const problem = isSync ? syncProblem(length, sizes.scan) : readoutProblem(header, bytes, length);
    if (problem !== undefined) {
      if (header.length === 0 && end - offset < PADDING) break;
      const text = `no readout follows there: ${problem}; what comes after that is lost, so copy the file again`;
      return { offset, remark: { level: "error", offset, text } };
    }
    if (offset + length > end) {
      if (place.end > fileBytes) break;
      const text = `a readout of ${counted(length, "byte")} starts there, and only ${end - offset} follow: the file is truncated or damaged`;
      return { offset, remark: { level: "error", offset, text } };
    }
    yield { kind: isSync ? "sync" : "readout", header, offset, length };
    offset += length;
  }
  return { offset, remark: describeEnd(place, fileBytes, offset) };
}

function readoutLength({ line, samples, channels }: ScanHeader): number {
  const { scan, channel } = headerBytes[line];
  return (line === "VB" ? 0 : scan) + channels * (channel + 8 * samples);
}

function syncProblem(length: number, minimum: number): string | undefined {
  return length < minimum ? `a packet of other data announces ${counted(length, "byte")}` : undefined;
}

/** Checks a header against what it says twice: its length, and the length of its first channel. */
function readoutProblem(header: ScanHeader, bytes: Buffer, length: number): string | undefined {
  const { line, samples, channels } = header;
  if (samples === 0 || channels === 0 || channels > LARGEST_CHANNELS)
    return `a header announces ${counted(samples, "sample")} and ${counted(channels, "channel")}`;
  const { scan, channel } = headerBytes[line];
  const channelBytes = channel + 8 * samples;
  if (header.length === (line === "VB" ? channelBytes : length)) return undefined;
  // Readouts that were transferred together have the length of all. Then that of a channel must be right.
  const isConsistent =
    line === "VB"
      ? header.length >= channelBytes
      : bytes.length > scan && bytes.readUInt32LE(scan) >>> 8 === channelBytes;
  if (isConsistent) return undefined;
  const expected = line === "VB" ? channelBytes : length;
  return `a header announces ${counted(samples, "sample")} and ${counted(channels, "channel")}, which are ${counted(expected, "byte")}, and ${counted(header.length, "byte")}`;
}

function describeEnd(place: MeasurementPlace, fileBytes: number, offset: number): SourceRemark {
  if (place.end > fileBytes) {
    const text = `the file is truncated: it has ${fileBytes} of at least ${counted(place.end, "byte")}; its last complete readout ends there`;
    return { level: "error", offset, text };
  }
  const text = "the measurement has no end marker: it was aborted, or the file is truncated";
  return { level: place.end - offset > PADDING ? "error" : "warning", offset, text };
}
