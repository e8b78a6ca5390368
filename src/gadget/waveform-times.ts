import type { Waveform } from "../mrd/index.ts";
import type { BucketBuilder } from "./bucket-builder.ts";

/**
 * Gives waveforms to the buckets that they belong to: each to that of the first readout which is not before it. Clients may
 * send them long before the readouts of their time, or after.
 * @param builders of the buckets that close together
 * @param atEnd whether no bucket follows; else what is later than all their readouts waits for the next
 * @returns what waits. Where readouts bear no times, nothing does
 */
export function dealWaveforms(
  waveforms: readonly Waveform[],
  builders: readonly BucketBuilder[],
  atEnd: boolean,
): Waveform[] {
  if (waveforms.length === 0) return [];
  const readouts = builders
    .flatMap((builder) => builder.times.map((time) => ({ time, builder })))
    .sort((a, b) => a.time - b.time);
  const latest = readouts.at(-1);
  if (latest === undefined) return [...waveforms];
  const waiting: Waveform[] = [];
  for (const waveform of waveforms) {
    const { timeStamp } = waveform.header;
    if (timeStamp > latest.time && latest.time > 0 && !atEnd) waiting.push(waveform);
    else (readouts[firstFrom(readouts, timeStamp)] ?? latest).builder.addWaveform(waveform);
  }
  return waiting;
}

/** Index of the first that is not before a time, by bisection. */
function firstFrom(readouts: readonly { readonly time: number }[], time: number): number {
  let [low, high] = [0, readouts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (readouts[middle]!.time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
