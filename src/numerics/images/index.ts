export { contour, contourNames } from "./contour.ts";
export { magnitudeDeviation } from "./deviation.ts";
export { toFixedPoint } from "./fixed-point.ts";
export { histogramPercentile } from "./histogram-percentile.ts";
export { percentile } from "./percentile.ts";
export { joinedRange, mapPixels, type RealPixels, roundHalfEven, type ValueRange, valueRange } from "./pixel-values.ts";
export { countNonFinite, imag, magnitude, maximumPixel, phase, real, rootSumOfSquares, scale } from "./pixels.ts";
export { meanDifference } from "./temporal-difference.ts";
