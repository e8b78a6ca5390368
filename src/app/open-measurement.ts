import { MeasurementStream } from "../formats/mrd-hdf5/index.ts";
import type { SourceOptions, SourceRemark } from "../formats/source/index.ts";
import type { LogLevel } from "../gadget-api/index.ts";
import { entry } from "./entry.ts";

/** What to report if a measurement has readouts, and no header to say where they belong. */
export function describeMissingHeader(summary: MeasurementStream["summary"]): string | undefined {
  const { group, header, acquisitionCount } = summary;
  if ((header ?? "").trim() !== "" || acquisitionCount === 0) return undefined;
  return `the file has no MRD header (dataset \`xml\`) in group '${group}': chains that place readouts cannot run`;
}

/**
 * Opens a measurement in a file of any format; a separate thread reads it.
 * @throws StorageError, SourceError
 */
export function openMeasurement(path: string, source: SourceOptions = {}): Promise<MeasurementStream> {
  return MeasurementStream.open(path, source, entry("measurement-thread"));
}

/**
 * Reports what a file of another format lacked, once all of it is read.
 * @returns whether data are missing because the file is damaged or truncated
 */
export function reportRemarks(
  { remarks }: Pick<MeasurementStream, "remarks">,
  report: (level: LogLevel, text: string) => void,
): boolean {
  for (const remark of remarks) report(remark.level, describeRemark(remark));
  return remarks.some(({ level }) => level === "error");
}

/** A remark as a line of text. */
export function describeRemark({ text, offset }: SourceRemark): string {
  return offset === undefined ? text : `at byte ${offset}: ${text}`;
}

/** The last line of a command that could read only a part of a file. */
export function describeIncomplete(input: string): string {
  return `failed: ${input} is incomplete, see above; what could be read is processed`;
}
