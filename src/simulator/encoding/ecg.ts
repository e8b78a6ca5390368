import { type MrdHeaderInput, type Waveform, WaveformHeader } from "../../mrd/index.ts";
import { REPETITION_TIME_MS, timeStamp } from "./timing.ts";

const SAMPLE_MS = 2.5;
/** Samples per message: 400 ms. */
const SAMPLES = 160;
const HEARTBEAT_MS = 800;
const FIRST_BEAT_MS = 200;
const TRIGGER_CHANNEL = 1;

/** Baseline of a 12-bit amplifier. */
const ZERO = 2048;
const AMPLITUDE = 1500;

/**
 * Waves P, Q, R, S and T as Gaussians, following P. McSharry et al., A dynamical model for generating synthetic
 * electrocardiogram signals, 2003.
 */
const waves: readonly { readonly height: number; readonly delayMs: number; readonly widthMs: number }[] = [
  { height: 0.12, delayMs: -160, widthMs: 25 },
  { height: -0.12, delayMs: -25, widthMs: 8 },
  { height: 1, delayMs: 0, widthMs: 10 },
  { height: -0.25, delayMs: 25, widthMs: 10 },
  { height: 0.3, delayMs: 240, widthMs: 45 },
];

/** Description of the waveforms for the MRD header. */
export const ecgInformation: NonNullable<MrdHeaderInput["waveformInformation"]>[number] = {
  waveformName: "ECG",
  waveformType: "ecg",
  userParameters: { userParameterLong: [{ name: "TriggerChannel", value: TRIGGER_CHANNEL }] },
};

/** Time since the last R wave, for a time in ms since the start of the measurement. */
export function sinceHeartbeatMs(ms: number): number {
  return (ms - FIRST_BEAT_MS + HEARTBEAT_MS) % HEARTBEAT_MS;
}

/**
 * An electrocardiogram with an R wave every 800 ms, waveform 0, `[2][160]` at 2.5 ms: the signal around 2048, and a
 * trigger that is 1 in the sample of an R wave. It lasts as long as the readouts.
 */
export function* ecgWaveforms(readouts: number, measurementUid: number): Generator<Waveform> {
  const lengthMs = SAMPLES * SAMPLE_MS;
  for (let start = 0; start < readouts * REPETITION_TIME_MS; start += lengthMs) {
    const data = new Uint32Array(2 * SAMPLES);
    for (let sample = 0; sample < SAMPLES; sample++) {
      const phase = sinceHeartbeatMs(start + sample * SAMPLE_MS);
      data[sample] = Math.round(ZERO + AMPLITUDE * signal(phase));
      data[TRIGGER_CHANNEL * SAMPLES + sample] = phase === 0 ? 1 : 0;
    }
    const header = WaveformHeader.of({
      measurementUid,
      scanCounter: Math.min(Math.ceil((start + lengthMs) / REPETITION_TIME_MS), readouts),
      timeStamp: timeStamp(start),
      numberOfSamples: SAMPLES,
      channels: 2,
      sampleTimeUs: 1000 * SAMPLE_MS,
      waveformId: 0,
    });
    yield { kind: "waveform", header, data };
  }
}

/** Signal of the beat that started `phase` ms ago, and of the next one. */
function signal(phase: number): number {
  let sum = 0;
  for (const { height, delayMs, widthMs } of waves) {
    for (const beat of [0, HEARTBEAT_MS]) sum += height * Math.exp(-(((phase - beat - delayMs) / widthMs) ** 2) / 2);
  }
  return sum;
}
