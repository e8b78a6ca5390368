/** What was sampled: the lattice of an image's lines, and the calibration data for parallel imaging. */
export { reportAnnounced } from "./announced.ts";
export { type CalibrationBlock, calibrationBlock } from "./calibration.ts";
export { denseLines, findLattice, type LineMask } from "./find-lattice.ts";
export { acquiredSamples, imageCount, imageLines, referenceImage } from "./image-lines.ts";
export { type LineBlock, largestBlock } from "./largest-block.ts";
export { type ReferenceMode, referenceMode, withReferenceLines } from "./reference-mode.ts";
