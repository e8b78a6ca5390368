import { GadgetError } from "../../gadget-api/index.ts";
import type { Acquisition, AcquisitionHeader, Limit, MrdHeader } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";

/** Averages whose signal decides which coil is used, as in FIRE. */
const JUDGED_AVERAGES = 9;
/** A header that announces more than this multiple of the last counter is not believed, as in FIRE. */
const IMPLAUSIBLE = 5;

/** The signals of one coil, by their phase encodings. */
export interface SignalGrid {
  /** `[segments][lines][samples]` complex, interleaved, averaged; zeros where there was no readout. */
  readonly data: Float32Array<ArrayBuffer>;
  readonly samples: number;
  readonly lines: number;
  readonly segments: number;
  /** Number of phase encodings with a readout. */
  readonly measured: number;
  readonly coil: number;
}

/**
 * The signal of the strongest coil on the grid of a spectroscopic measurement. The first phase encoding is counted by
 * `kspace_encode_step_1`, and the second by `segment`, as Siemens counts it, or by `kspace_encode_step_2` if that is
 * ever more than 0. Averages, and whatever else has the same counters, are averaged.
 * @param readouts of one spectrum, at least one, in k-space
 * @throws GadgetError `empty-readout`; `readout-mismatch` if they differ in channels or samples
 */
export function phaseEncodedSignal(
  readouts: readonly Acquisition[],
  { encodingLimits }: MrdHeader["encoding"][number],
): SignalGrid {
  const [first] = readouts as readonly [Acquisition];
  const samples = keptSamples(first.header);
  for (const { header } of readouts) requireSameSize(header, first.header);

  const { kspaceEncodingStep1, kspaceEncodingStep2, segment } = encodingLimits;
  const bySegment = readouts.every(({ header }) => header.kspaceEncodeStep2 === 0);
  const second = (header: AcquisitionHeader) => (bySegment ? header.segment : header.kspaceEncodeStep2);
  const lines = gridSize(kspaceEncodingStep1, readouts, (header) => header.kspaceEncodeStep1);
  const segments = gridSize(bySegment ? segment : kspaceEncodingStep2, readouts, second);

  const coil = strongestCoil(readouts);
  const data = new Float32Array(2 * samples * lines * segments);
  const counts = new Uint32Array(lines * segments);
  for (const readout of readouts) {
    const at = second(readout.header) * lines + readout.header.kspaceEncodeStep1;
    counts[at]! += 1;
    const signal = signalOf(readout, coil);
    for (let i = 0; i < signal.length; i += 1) data[2 * samples * at + i]! += signal[i]!;
  }
  for (const [at, count] of counts.entries()) {
    if (count < 2) continue;
    for (let i = 2 * samples * at; i < 2 * samples * (at + 1); i += 1) data[i]! /= count;
  }
  return { data, samples, lines, segments, measured: counts.filter((count) => count > 0).length, coil };
}

function keptSamples({ numberOfSamples, discardPre, discardPost, activeChannels, scanCounter }: AcquisitionHeader) {
  const samples = numberOfSamples - discardPre - discardPost;
  if (samples > 0 && activeChannels > 0) return samples;
  throw new GadgetError(
    "empty-readout",
    `readout ${scanCounter} has ${counted(Math.max(0, samples), "sample")} and ${counted(activeChannels, "channel")}`,
  );
}

function requireSameSize(header: AcquisitionHeader, first: AcquisitionHeader): void {
  const [samples, wanted] = [keptSamples(header), keptSamples(first)];
  if (samples === wanted && header.activeChannels === first.activeChannels) return;
  throw new GadgetError(
    "readout-mismatch",
    `readout ${header.scanCounter} has ${counted(samples, "sample")} and ${counted(header.activeChannels, "channel")}, ` +
      `which do not match the ${counted(wanted, "sample")} and ${counted(first.activeChannels, "channel")} of readout ` +
      `${first.scanCounter}`,
  );
}

function gridSize(
  limit: Limit | undefined,
  readouts: readonly Acquisition[],
  counter: (header: AcquisitionHeader) => number,
): number {
  const last = readouts.reduce((most, { header }) => Math.max(most, counter(header)), 0);
  const announced = limit === undefined ? 1 : limit.maximum - limit.minimum + 1;
  return announced > IMPLAUSIBLE * last ? last + 1 : Math.max(announced, last + 1);
}

/** The coil of the largest mean magnitude in the first phase encoding, or in all if that has no readouts. */
function strongestCoil(readouts: readonly Acquisition[]): number {
  const origin = readouts.filter(
    ({ header: { kspaceEncodeStep1, kspaceEncodeStep2, segment, average } }) =>
      kspaceEncodeStep1 + kspaceEncodeStep2 + segment === 0 && average < JUDGED_AVERAGES,
  );
  const judged = origin.length > 0 ? origin : readouts;
  const sums = Array.from({ length: readouts[0]!.header.activeChannels }, (_, coil) => {
    let sum = 0;
    for (const readout of judged) {
      const signal = signalOf(readout, coil);
      for (let i = 0; i < signal.length; i += 2) sum += Math.hypot(signal[i]!, signal[i + 1]!);
    }
    return sum;
  });
  return sums.reduce((best, sum, coil) => (sum > sums[best]! ? coil : best), 0);
}

/** The samples of a coil without those to be discarded. */
function signalOf({ header, data }: Acquisition, coil: number): Float32Array {
  const { numberOfSamples, discardPre, discardPost } = header;
  const from = 2 * coil * numberOfSamples;
  return data.subarray(from + 2 * discardPre, from + 2 * (numberOfSamples - discardPost));
}
