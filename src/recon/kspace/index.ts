export { bufferWith, imagesOfBuffer, imagesWith, kSpaceArray } from "./external-array.ts";
export { PlacedReference, placeReadouts } from "./place-readouts.ts";
export { PlacementReport } from "./placement-report.ts";
export { headerLines, imageAxes } from "./recon-space.ts";
export { toImages } from "./to-images.ts";
