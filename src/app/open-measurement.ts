import { MeasurementStream } from "../formats/mrd-hdf5/index.ts";
import { entry } from "./entry.ts";

/** What to report if a measurement has readouts, and no header to say where they belong. */
export function describeMissingHeader(summary: MeasurementStream["summary"]): string | undefined {
  const { group, header, acquisitionCount } = summary;
  if ((header ?? "").trim() !== "" || acquisitionCount === 0) return undefined;
  return `the file has no MRD header (dataset \`xml\`) in group '${group}': chains that place readouts cannot run`;
}

/** Opens a measurement in a file; a separate thread reads it. @throws StorageError */
export function openMeasurement(path: string, group: string | undefined): Promise<MeasurementStream> {
  return MeasurementStream.open(path, group, entry("measurement-thread"));
}
