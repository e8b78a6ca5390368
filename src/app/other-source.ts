import { existsSync } from "node:fs";
import { type FileStart, isHdf5Start, readStart } from "../formats/identify/index.ts";
import { MrdFile, mrdSource, type StorageError } from "../formats/mrd-hdf5/index.ts";
import type { MeasurementSource, SourceOptions } from "../formats/source/index.ts";

/**
 * Opens a measurement of a file that is not MRD. The readers of other formats are loaded only for such a file.
 * @returns `undefined` for HDF5, and for a file that is missing or has no known format
 * @throws SourceError, or an error of the format
 */
export async function otherSource(path: string, options: SourceOptions): Promise<MeasurementSource | undefined> {
  const start = existsSync(path) ? readStart(path) : undefined;
  return start === undefined || isHdf5Start(start.bytes) ? undefined : openStart(start, options);
}

/**
 * Opens an MRD file, or a measurement of another file in HDF5.
 * @throws StorageError as `MrdFile.open`, if no other reader knows the file
 */
export async function mrdOrOtherHdf5(path: string, options: SourceOptions): Promise<MrdFile | MeasurementSource> {
  try {
    return await MrdFile.open(path);
  } catch (error) {
    const source = (error as StorageError).code === "not-mrd" && (await openStart(readStart(path), options));
    if (source) return source;
    throw error;
  }
}

async function openStart(start: FileStart, options: SourceOptions): Promise<MeasurementSource | undefined> {
  const { recognised } = await import("./formats.ts");
  const format = await recognised(start);
  return format === mrdSource ? undefined : (await format?.open(start.path, options))?.[0];
}
