import { MrdFileWriter, type WriteSummary } from "../formats/mrd-hdf5/index.ts";
import { DataType, formatHeader } from "../mrd/index.ts";
import { type Phantom, phantom } from "./measurement.ts";
import { noiseScan } from "./noise/noise-scan.ts";
import type { PhantomOptions } from "./options/options.ts";

/** Options of a phantom, and its group in the file. */
type StoredOptions = PhantomOptions & { readonly group?: string | undefined };

/**
 * Simulates a measurement of a phantom into a new group of an MRD file; the file may exist.
 * @param options.group name of the group, default `dataset`
 * @throws PhantomError `bad-option`; StorageError as `MrdFileWriter.create`, including `group-exists`
 */
export async function writePhantom(path: string, { group, ...options }: StoredOptions = {}): Promise<WriteSummary> {
  return write(path, group, phantom(options));
}

/**
 * Writes the noise scan that a phantom with the same options depends on.
 * @param options.group name of the group, default `dataset`
 * @throws as {@link writePhantom}
 */
export async function writeNoiseScan(path: string, { group, ...options }: StoredOptions): Promise<WriteSummary> {
  return write(path, group, noiseScan(options));
}

async function write(path: string, group = "dataset", measurement: Phantom): Promise<WriteSummary> {
  const { header, acquisitions, waveforms, arrays } = measurement;
  const writer = await MrdFileWriter.create(path, { group });
  try {
    writer.writeHeader(formatHeader(header));
    for (const acquisition of acquisitions()) writer.append(acquisition);
    for (const waveform of waveforms()) writer.append(waveform);
    for (const { name, shape, data } of arrays) writer.writeArray(name, shape, DataType.complexFloat, data);
  } finally {
    writer.close();
  }
  return writer.summary;
}
