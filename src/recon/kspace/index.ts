export { bufferWith, imagesOfBuffer, imagesWith, kSpaceArray } from "./external-array.ts";
export { missingLines } from "./missing-lines.ts";
export { PhaseAxis } from "./phase-axis.ts";
export { PlacedReference, placeReadouts } from "./place-readouts.ts";
export { PlacementReport } from "./placement-report.ts";
export { headerLines, imageAxes, imageHeader } from "./recon-space.ts";
export { CalibrationError } from "./regrid-reference.ts";
export { reportAliasing } from "./report-aliasing.ts";
export { toImages } from "./to-images.ts";
