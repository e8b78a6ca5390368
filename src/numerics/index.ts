export { adaptiveCombinationTask } from "./coil-maps/adaptive-combination.ts";
export { type ColorMap, colored, colorMaps } from "./color-map.ts";
export { combineRootSumOfSquares } from "./combine.ts";
export { NumericsError, type NumericsErrorCode } from "./errors.ts";
export { toFixedPoint } from "./fixed-point.ts";
export { type EchoPlace, extendTrajectory, fullEcho, padToFullEcho } from "./full-echo.ts";
export { cropImages, type GridSize, mirrorImages } from "./image-grid.ts";
export {
  type AxisGeometry,
  combinedImageTask,
  type ImageWork,
  imageTask,
  type ReadoutSpace,
  toCombinedImages,
  toImageSpace,
  volumeOnTheWay,
} from "./image-space.ts";
export { type FilterWork, filterTask, type WindowName } from "./kspace-filter.ts";
export { ADVANCE, type Canvas, LEADING, writeLines } from "./lettering.ts";
export { cholesky, invertUpper, NotPositiveDefiniteError } from "./linear-algebra/cholesky.ts";
export { applyToCoils } from "./linear-algebra/coils.ts";
export { CovarianceAccumulator } from "./linear-algebra/covariance.ts";
export { PrincipalCoils } from "./linear-algebra/principal-coils.ts";
export { type WhiteningOptions, whiteningMatrix } from "./linear-algebra/whitening.ts";
export { type OutlineName, outline, outlineNames } from "./outline.ts";
export { OversamplingRemoval } from "./oversampling.ts";
export { hindranceToFilling, type PhaseRows, sampledRows } from "./partial-fourier/sampling.ts";
export { partialFourierTask } from "./partial-fourier/task.ts";
export { percentile } from "./percentile.ts";
export { birdcageSensitivities, sheppLogan } from "./phantom.ts";
export { joinedRange, mapPixels, type RealPixels, roundHalfEven, type ValueRange, valueRange } from "./pixel-values.ts";
export { brightest, countNonFinite, imag, magnitude, phase, real, rootSumOfSquares, scale } from "./pixels.ts";
export { randomGaussian } from "./random.ts";
export { earlyPixels, movedSample, remainingSamples, resampledTrajectory } from "./readout-crop.ts";
export { type ReadoutWork, readoutResultLength, readoutTask, runReadoutWork } from "./readout-work.ts";
export { keepsSize, resampleTask } from "./resample-images.ts";
export { copyStretch, type Scattered } from "./scattered.ts";
export { meanDifference } from "./steadiness.ts";
export { transformAxis } from "./transform/axis.ts";
export type { Direction } from "./transform/line-transform.ts";
