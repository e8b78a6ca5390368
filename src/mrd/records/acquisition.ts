import { type Fields, type FieldValues, recordClass, recordLayout } from "./record.ts";

/** Loop counters of a readout (`ISMRMRD_EncodingCounters`). */
const encodingCounters = {
  kspaceEncodeStep1: "u16", // phase encoding line
  kspaceEncodeStep2: "u16", // partition encoding
  average: "u16", // signal average
  slice: "u16", // imaging slice
  contrast: "u16", // echo
  phase: "u16", // cardiac phase
  repetition: "u16", // dynamic
  set: "u16", // flow encoding
  segment: "u16", // segment of a segmented acquisition
  user: ["u16", 8],
} as const satisfies Fields;

/** `ISMRMRD_AcquisitionHeader`, 340 bytes, packed. */
const acquisitionFields = {
  version: "u16",
  flags: "u64", // see AcquisitionFlag
  measurementUid: "u32",
  scanCounter: "u32", // number of this readout in the measurement
  acquisitionTimeStamp: "u32", // clock of the scanner; 2.5 ms ticks on Siemens
  physiologyTimeStamp: ["u32", 3], // since the last trigger of e.g. ECG, breathing
  numberOfSamples: "u16",
  availableChannels: "u16", // what the coil has
  activeChannels: "u16", // what this message carries
  channelMask: ["u64", 16],
  discardPre: "u16", // samples to leave out at the beginning
  discardPost: "u16", // and at the end
  centerSample: "u16", // sample at the centre of k-space
  encodingSpaceRef: "u16", // which encoding of the XML header this belongs to
  trajectoryDimensions: "u16", // 0 where there is no trajectory
  sampleTimeUs: "f32", // dwell time in µs
  position: ["f32", 3], // of the slice's centre from the isocentre, in mm
  readDir: ["f32", 3], // direction cosines
  phaseDir: ["f32", 3],
  sliceDir: ["f32", 3],
  patientTablePosition: ["f32", 3], // in mm
  ...encodingCounters,
  userInt: ["i32", 8],
  userFloat: ["f32", 8],
} as const satisfies Fields;

const layout = recordLayout(acquisitionFields, { struct: { name: "idx", fields: encodingCounters } });

/** Lazy view over the 340-byte header of a readout. */
export class AcquisitionHeader extends recordClass(layout) {
  /** A header with the given fields; all others are zero. */
  static of(values: Partial<FieldValues<typeof acquisitionFields>>): AcquisitionHeader {
    return new AcquisitionHeader(new Uint8Array(layout.size)).with({ version: 1, ...values });
  }
}

/** One readout. */
export interface Acquisition {
  readonly kind: "acquisition";
  readonly header: AcquisitionHeader;
  /** `[numberOfSamples][trajectoryDimensions]`, empty if the readout has no trajectory. */
  readonly trajectory: Float32Array;
  /** `[activeChannels][numberOfSamples]` complex, interleaved. */
  readonly data: Float32Array;
  /**
   * Set if a chain has left `data` in image space along the readout (hybrid space). On the wire and in files it is in
   * k-space.
   */
  readonly space?: "image" | undefined;
  /** Set if the readout was acquired backwards and a chain has turned it round, which clears its flag. */
  readonly reversed?: true | undefined;
  /** What a chain has found out about it: attributes of the image whose centre it is. */
  readonly facts?: Readonly<Record<string, number | string | readonly string[]>> | undefined;
}
