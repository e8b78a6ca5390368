import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { encodingOf, type ReadoutFields, readout } from "../../src/testing/index.ts";

const { lastInSlice, phaseCorrectionData, reverse } = AcquisitionFlag;

/** 16 × 8 samples, twice the field of view along the readout, under a trapezoid. */
export const epiEncoding = encodingOf({
  recon: [8, 8, 1],
  trajectory: "epi",
  trajectoryDescription: {
    identifier: "ConventionalEPI",
    userParameterLong: [
      { name: "rampUpTime", value: 20 },
      { name: "flatTopTime", value: 60 },
      { name: "rampDownTime", value: 20 },
      { name: "numSamples", value: 16 },
      { name: "numberOfNavigators", value: 3 },
    ],
    userParameterDouble: [{ name: "dwellTime", value: 5 }],
  },
});

/** Three navigators, and the eight lines of an image. */
export function epiShot({ scanCounter = 1, ...fields }: ReadoutFields = {}): Acquisition[] {
  const navigators = [0, 1, 2].map((i) => ({
    flags: [phaseCorrectionData, ...(i % 2 === 0 ? [reverse] : [])],
    kspaceEncodeStep1: 4,
  }));
  const lines = Array.from({ length: 8 }, (_, i) => ({
    flags: [...(i % 2 === 1 ? [reverse] : []), ...(i === 7 ? [lastInSlice] : [])],
    kspaceEncodeStep1: i,
  }));
  return [...navigators, ...lines].map((line, i) => readout({ ...fields, ...line, scanCounter: scanCounter + i }));
}
