export { outline, outlineNames } from "./contour.ts";
export { toFixedPoint } from "./fixed-point.ts";
export { percentile } from "./percentile.ts";
export { joinedRange, mapPixels, roundHalfEven, type ValueRange, valueRange } from "./pixel-values.ts";
export { brightest, countNonFinite, imag, magnitude, phase, real, rootSumOfSquares, scale } from "./pixels.ts";
export { meanDifference } from "./temporal-difference.ts";
