export { HeldImages } from "./held-images.ts";
export { imageIndexer } from "./image-indexer.ts";
export { type MeasurementFacts, measurementFacts } from "./measurement-facts.ts";
export { chainAttributes, directionAttributes, originAttributes, windowUpTo } from "./origin-attributes.ts";
export { phaseSeries } from "./phase-series.ts";
export { noRangeAttributes, rangeAttributes, sharedRange } from "./shared-range.ts";
export { greatestStored, integerPixels } from "./stored-bits.ts";
