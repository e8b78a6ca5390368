export { pictureSinks } from "./animation/index.ts";
export { ADVANCE, type Canvas, LEADING, writeLines } from "./bitmap-text.ts";
export { PictureError } from "./errors.ts";
export { type MosaicOptions, renderAnimation, renderMosaic, renderSeries } from "./mosaic.ts";
export { chooseSeries, parseRanges } from "./series.ts";
export { otherNames, type TileOptions, tilesOf } from "./series-tiles.ts";
export { tableLines, tablePicture } from "./table-picture.ts";
export { type ColorMap, colored, colorMaps, type Part, parts } from "./values/index.ts";
