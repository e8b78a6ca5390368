import { MeasurementStream } from "../storage/index.ts";

/** Opens a measurement of a file in a thread of its own. @throws StorageError */
export function openMeasurement(path: string, group: string | undefined): Promise<MeasurementStream> {
  return MeasurementStream.open(path, group, new URL("../storage/measurement-thread.js", import.meta.url));
}
