import { AcquisitionFlag, auxiliaryFlags } from "../../../../src/mrd/index.ts";

/** Short names of fields, for filters and the heads of columns. */
export const shortNames: Readonly<Record<string, string>> = {
  kspaceEncodeStep1: "e1",
  kspaceEncodeStep2: "e2",
  repetition: "rep",
  segment: "seg",
  average: "avg",
  numberOfSamples: "samples",
  activeChannels: "coils",
  availableChannels: "available",
  centerSample: "center",
  acquisitionTimeStamp: "time",
  encodingSpaceRef: "encoding",
  sampleTimeUs: "dwell",
  trajectoryDimensions: "traj",
  scanCounter: "scan",
};

/** Counters of the loops of a measurement, as names of columns. */
export const counters = [
  "kspaceEncodeStep1",
  "kspaceEncodeStep2",
  "slice",
  "contrast",
  "phase",
  "repetition",
  "set",
  "segment",
  "average",
] as const;

/** Flags by the names of the MRD, and their numbers counted from 1. */
export const flagNames: readonly (readonly [name: string, flag: number])[] = Object.entries(AcquisitionFlag);

/** The names of the flags that a readout has; of those that MRD does not name, their numbers. */
export function flagsOf(low: number, high: number): string[] {
  const names: string[] = [];
  for (let flag = 1; flag <= 64; flag += 1) {
    const word = flag <= 32 ? low : high;
    if (((word >>> ((flag - 1) & 31)) & 1) === 0) continue;
    names.push(flagNames.find(([, number]) => number === flag)?.[0] ?? `bit${flag}`);
  }
  return names;
}

/** Bits of the flags of readouts outside of images: noise, navigators and the like. */
export const auxiliaryMask = [AcquisitionFlag.noiseMeasurement, ...auxiliaryFlags].reduce(
  (mask, flag) => mask | (1 << (flag - 1)),
  0,
);
