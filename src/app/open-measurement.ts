import { MeasurementStream } from "../formats/mrd-hdf5/index.ts";
import { entry } from "./entry.ts";

/** Opens a measurement in a file; a separate thread reads it. @throws StorageError */
export function openMeasurement(path: string, group: string | undefined): Promise<MeasurementStream> {
  return MeasurementStream.open(path, group, entry("measurement-thread"));
}
