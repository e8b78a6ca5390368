import type { WaveformEntry } from "../../../../src/viewer/api/index.ts";
import type { NumericArray } from "../../api/arrays.ts";
import type { ReadoutTable } from "../readouts/readout-table.ts";

/** Seconds of a tick of time stamps: 2.5 ms, as on Siemens' scanners and in ISMRMRD's converter. */
export const TICK_S = 0.0025;

/** The signals of waveforms with one id, over time. */
export interface WaveformCurves {
  /** Seconds on the clock of the time stamps, ascending. */
  readonly times: Float64Array;
  /** `[channel][time]`. */
  readonly channels: readonly Float64Array[];
}

/**
 * Puts waveforms one after another by time.
 * @param arrays time stamps, samples of each waveform, and the values of all, `[waveform][channel][sample]`
 */
export function waveformCurves(
  { channels, sampleTimeUs }: WaveformEntry,
  [stamps, lengths, values]: readonly [NumericArray, NumericArray, NumericArray],
): WaveformCurves {
  const starts: number[] = [];
  let next = 0;
  for (const length of lengths) {
    starts.push(next);
    next += channels * length;
  }
  const order = Array.from(stamps.keys()).sort((a, b) => stamps[a]! - stamps[b]!);
  const total = channels === 0 ? 0 : next / channels;
  const times = new Float64Array(total);
  const signals = Array.from({ length: channels }, () => new Float64Array(total));
  let at = 0;
  for (const waveform of order) {
    const length = lengths[waveform]!;
    for (let sample = 0; sample < length; sample += 1) {
      times[at + sample] = stamps[waveform]! * TICK_S + sample * sampleTimeUs * 1e-6;
      for (let channel = 0; channel < channels; channel += 1) {
        signals[channel]![at + sample] = values[starts[waveform]! + channel * length + sample]!;
      }
    }
    at += length;
  }
  return { times, channels: signals };
}

/** Times at which a trigger channel rises from zero. */
export function triggersOf({ times, channels }: WaveformCurves, channel: number): Float64Array {
  const signal = channels[channel];
  if (signal === undefined) return new Float64Array();
  return times.filter((_, i) => signal[i] !== 0 && (i === 0 || signal[i - 1] === 0));
}

/** Seconds of a day as a clock shows them. */
export function clockText(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = (seconds % 60).toFixed(3).padStart(6, "0");
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}:${rest}`;
}

/** Times of readouts in seconds, in file order. */
export function readoutTimes(table: ReadoutTable): Float64Array {
  return Float64Array.from({ length: table.rows }, (_, row) => table.value("acquisitionTimeStamp", row) * TICK_S);
}

/**
 * Times of triggers according to readouts: each says how long ago the last one was.
 * @param index which of the three physiological time stamps
 */
export function readoutTriggers(table: ReadoutTable, index: number): Float64Array {
  const name = `physiologyTimeStamp_${index}`;
  if (!table.varies(name)) return new Float64Array();
  const triggers = new Set<number>();
  for (let row = 0; row < table.rows; row += 1) {
    const [time, since] = [table.value("acquisitionTimeStamp", row), table.value(name, row)];
    if (since > 0 && since <= time) triggers.add(time - since);
  }
  return Float64Array.from([...triggers].sort((a, b) => a - b).map((tick) => tick * TICK_S));
}
