export { ADVANCE, type Canvas, LEADING, writeLines } from "./bitmap-text.ts";
export { type ColorMap, colored, colorMaps } from "./color-map.ts";
export { type MosaicOptions, renderMosaic } from "./mosaic.ts";
export { chooseSeries, parseRanges, readSeries } from "./series.ts";
export { tableLines, tablePicture } from "./table-picture.ts";
