import { type Fields, type FieldValues, recordClass, recordLayout } from "./record.ts";

/** `ISMRMRD_WaveformHeader`, 40 bytes, padded as in C (`flags` is at offset 8). */
const waveformFields = {
  version: "u16",
  flags: "u64",
  measurementUid: "u32",
  scanCounter: "u32", // number of the readout that follows
  timeStamp: "u32",
  numberOfSamples: "u16",
  channels: "u16",
  sampleTimeUs: "f32",
  waveformId: "u16", // index of a waveformInformation in the XML header
} as const satisfies Fields;

const layout = recordLayout(waveformFields, { padded: true });

/** Lazy view over the 40-byte header of a waveform. */
export class WaveformHeader extends recordClass(layout) {
  /** A header with the given fields; all others are zero. */
  static of(values: Partial<FieldValues<typeof waveformFields>>): WaveformHeader {
    return new WaveformHeader(new Uint8Array(layout.size)).with({ version: 1, ...values });
  }
}

/** Samples of a physiological or gradient signal. */
export interface Waveform {
  readonly kind: "waveform";
  readonly header: WaveformHeader;
  /** `[channels][numberOfSamples]`. */
  readonly data: Uint32Array;
}
