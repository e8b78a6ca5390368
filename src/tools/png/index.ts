export { PictureError, type PictureErrorCode } from "./errors.ts";
export { type MosaicOptions, type Picture, renderMosaic } from "./mosaic.ts";
export { chooseSeries, parseRanges, readSeries } from "./series.ts";
