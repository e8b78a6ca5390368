import { setImmediate as otherWork } from "node:timers/promises";
import { MrdFileWriter, type WriteSummary } from "../formats/mrd-hdf5/index.ts";
import { DataType, formatHeader } from "../mrd/index.ts";
import { phantom } from "./measurement.ts";
import { noiseScan } from "./noise/noise-scan.ts";
import type { PhantomOptions } from "./options/options.ts";
import type { Phantom } from "./phantom.ts";

/** Readouts between two turns of the event loop, in which signals are handled. */
const READOUTS_PER_TURN = 16;

/** Options of a phantom, its group in the file, and a listener. */
type StoredOptions = PhantomOptions & {
  readonly group?: string | undefined;
  /** Replace a group of that name. */
  readonly overwrite?: boolean | undefined;
  /** Called when the file is open, and after some of the readouts. */
  readonly onProgress?: ((progress: WriteProgress) => void) | undefined;
};

/** How much of a measurement is written. */
export interface WriteProgress {
  readonly readouts: number;
  readonly total: number;
  /** Ends the file early, so that what is written so far can be read. */
  close(): WriteSummary;
}

/**
 * Simulates a measurement of a phantom into a new group of an MRD file; the file may exist.
 * @param options.group name of the group, default `dataset`
 * @throws PhantomError `bad-option`; StorageError as `MrdFileWriter.create`, including `group-exists`
 */
export async function writePhantom(path: string, options: StoredOptions = {}): Promise<WriteSummary> {
  return write(path, options, phantom(options));
}

/**
 * Writes the noise scan that a phantom with the same options depends on.
 * @param options.group name of the group, default `dataset`
 * @throws as {@link writePhantom}
 */
export async function writeNoiseScan(path: string, options: StoredOptions): Promise<WriteSummary> {
  return write(path, options, noiseScan(options));
}

async function write(
  path: string,
  { group = "dataset", overwrite, onProgress }: StoredOptions,
  measurement: Phantom,
): Promise<WriteSummary> {
  const { header, acquisitionCount: total, acquisitions, waveforms, arrays } = measurement;
  const writer = await MrdFileWriter.create(path, { group, existing: overwrite ? "replace" : "add" });
  let readouts = 0;
  const report = () => onProgress?.({ readouts, total, close: () => writer.close() });
  try {
    writer.writeHeader(formatHeader(header));
    report();
    for (const acquisition of acquisitions()) {
      writer.append(acquisition);
      readouts += 1;
      if (readouts % READOUTS_PER_TURN > 0) continue;
      report();
      await otherWork();
    }
    for (const waveform of waveforms()) writer.append(waveform);
    for (const { name, shape, data } of arrays) writer.writeArray(name, shape, DataType.complexFloat, data);
  } finally {
    writer.close();
  }
  return writer.summary;
}
