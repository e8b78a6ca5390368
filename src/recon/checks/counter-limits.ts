import type { AcquisitionHeader, Encoding } from "../../mrd/index.ts";

/** Names of the limits in a header (`encodingLimits`), by the readout counter that they apply to. */
export const counterLimits = {
  kspaceEncodeStep1: "kspaceEncodingStep1",
  kspaceEncodeStep2: "kspaceEncodingStep2",
  average: "average",
  slice: "slice",
  contrast: "contrast",
  phase: "phase",
  repetition: "repetition",
  set: "set",
  segment: "segment",
} as const satisfies Partial<Record<keyof AcquisitionHeader, keyof Encoding["encodingLimits"]>>;

export type LimitedCounter = keyof typeof counterLimits;
