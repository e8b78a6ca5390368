import toBuffer from "../../gadgets/kspace/to-buffer.ts";
import type { KSpace, ReconBuffer } from "../../src/gadget-api/index.ts";
import type { Acquisition, MrdHeader } from "../../src/mrd/index.ts";
import { bucket } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

interface Options {
  readonly header?: MrdHeader;
  readonly parameters?: object;
  readonly reported?: string[];
}

/** The buffers that to-buffer produces from the image readouts of one bucket. */
export function place(imaging: readonly Acquisition[], options: Options = {}, rest = {}): Promise<ReconBuffer[]> {
  return run(toBuffer, "buffer", [bucket(imaging, rest)], options);
}

/** The k-space of the first of them. */
export async function placeOne(imaging: readonly Acquisition[], options: Options = {}): Promise<KSpace> {
  return (await place(imaging, options))[0]!.imaging;
}

/** The samples of a line, of one coil. */
export function lineOf(kSpace: KSpace, e1: number, { e2 = 0, coil = 0, n = 0, s = 0, slice = 0 } = {}): number[] {
  const { shape } = kSpace;
  const { e0, e1: rows, e2: partitions, coils } = shape;
  const start = 2 * e0 * (((((slice * shape.s + s) * shape.n + n) * coils + coil) * partitions + e2) * rows + e1);
  return [...kSpace.gather().subarray(start, start + 2 * e0)];
}

/** The samples of a readout, of one coil. */
export function samplesOf({ header, data }: Acquisition, coil = 0): number[] {
  const length = 2 * header.numberOfSamples;
  return [...data.subarray(coil * length, (coil + 1) * length)];
}

/** Scan counters of the lines, 0 for missing ones. */
export function placed({ headers }: KSpace): number[] {
  return headers.map((header) => header?.scanCounter ?? 0);
}
