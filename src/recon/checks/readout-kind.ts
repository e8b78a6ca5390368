import { type Acquisition, AcquisitionFlag, AcquisitionHeader, loopCounters } from "../../mrd/index.ts";

/** Whether two readouts of an encoding differ in their lines at most, as nearly all of an image do. */
export const sameKind = AcquisitionHeader.equalityOf(
  "flags",
  "numberOfSamples",
  "centerSample",
  "encodingSpaceRef",
  "trajectoryDimensions",
  ...loopCounters,
);

/** Whether a readout was acquired backwards, even if a step has turned it round. */
export function isReversed({ reversed, header }: Acquisition): boolean {
  return reversed === true || header.has(AcquisitionFlag.reverse);
}
