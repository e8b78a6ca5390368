import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import type { Acquisition } from "../../mrd/index.ts";
import type { Samples, SamplesRequest } from "../api/index.ts";
import { ViewerError } from "../errors.ts";
import { runsOf, Steps } from "./in-steps.ts";

/** Readouts read at a time. */
const RUN = 64;
/** A page holds what it is sent. */
const MOST_BYTES = 512 * 2 ** 20;

/** Samples, or coordinates, of some readouts; a readout that lacks what is asked for has none. */
export interface SamplesAndValues {
  readonly meta: Samples;
  readonly values: Float32Array;
}

/** @throws ViewerError `bad-request` for readouts that do not exist, and for more samples than a page can hold */
export async function readSamples(
  group: MrdGroup,
  { rows, what = "data", coils, sample }: Omit<SamplesRequest, "file" | "group">,
): Promise<SamplesAndValues> {
  requireRows(group, rows);
  const steps = new Steps();
  const parts: Float32Array[] = [];
  const samples: number[] = [];
  const width: number[] = [];
  let bytes = 0;
  for (const { start, end } of runsOf(rows, RUN)) {
    for (const readout of group.acquisitions({ start, end, reuse: true })) {
      const part = what === "trajectory" ? readout.trajectory.slice() : chosen(readout, coils, sample);
      parts.push(part);
      bytes += part.byteLength;
      const { trajectoryDimensions, activeChannels } = readout.header;
      width.push(what === "trajectory" ? trajectoryDimensions : (coils?.length ?? activeChannels));
      samples.push(
        what === "trajectory" || sample === undefined
          ? readout.header.numberOfSamples
          : Number(sample < readout.header.numberOfSamples),
      );
    }
    if (bytes > MOST_BYTES) {
      const most = `${MOST_BYTES / 2 ** 20} MB`;
      throw new ViewerError("bad-request", `the samples of these readouts are more than ${most}: choose fewer coils`);
    }
    await steps.next();
  }
  return { meta: { samples, width }, values: joined(parts) };
}

/** @throws ViewerError `bad-request` */
export function requireRows(group: MrdGroup, rows: readonly number[]): void {
  const missing = rows.find((row) => !Number.isInteger(row) || row < 0 || row >= group.acquisitionCount);
  if (missing === undefined) return;
  const count = group.acquisitionCount;
  throw new ViewerError("bad-request", `there is no readout ${missing}: group ${group.name} has ${count}`);
}

function chosen({ header, data }: Acquisition, coils?: readonly number[], sample?: number): Float32Array {
  const { numberOfSamples: length, activeChannels } = header;
  if (coils === undefined && sample === undefined) return data.slice();
  const own = coils ?? Array.from({ length: activeChannels }, (_, coil) => coil);
  const [first, count] = sample === undefined ? [0, length] : [sample, Number(sample < length)];
  const result = new Float32Array(2 * own.length * count);
  for (const [i, coil] of own.entries()) {
    const to = result.subarray(2 * i * count, 2 * (i + 1) * count);
    if (coil >= activeChannels) to.fill(Number.NaN);
    else to.set(data.subarray(2 * (coil * length + first), 2 * (coil * length + first + count)));
  }
  return result;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
