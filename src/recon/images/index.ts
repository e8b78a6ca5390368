export { HeldImages } from "./held-images.ts";
export { imageIndexer } from "./image-indexer.ts";
export { type MeasurementMetadata, measurementMetadata } from "./measurement-metadata.ts";
export { chainAttributes, directionAttributes, originAttributes, windowUpTo } from "./origin-attributes.ts";
export { phaseSeries } from "./phase-series.ts";
export { sequenceAttributes } from "./sequence-attributes.ts";
export { seriesCounters, seriesNumber } from "./series-number.ts";
export { noRangeAttributes, rangeAttributes, sharedRange } from "./shared-range.ts";
export { integerPixels, maximumStored } from "./stored-bits.ts";
