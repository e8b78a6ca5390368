export { type EchoPlace, extendTrajectory, fullEcho, padToFullEcho } from "./cartesian/full-echo.ts";
export { cropImages, type GridSize, mirrorImages } from "./cartesian/image-grid.ts";
export {
  type AxisGeometry,
  combinedImageTask,
  type ImageWork,
  imageTask,
  largestVolume,
  type ReadoutSpace,
  toCombinedImages,
  toImageSpace,
} from "./cartesian/image-space.ts";
export { type FilterWork, filterTask, type WindowName } from "./cartesian/kspace-filter.ts";
export { OversamplingRemoval } from "./cartesian/oversampling.ts";
export { hindranceToFilling, type PhaseRows, sampledRows } from "./cartesian/partial-fourier/sampling.ts";
export { partialFourierTask } from "./cartesian/partial-fourier/task.ts";
export { earlyPixels, movedSample, remainingSamples, resampledTrajectory } from "./cartesian/readout-crop.ts";
export { type ReadoutWork, readoutResultLength, readoutTask, runReadoutWork } from "./cartesian/readout-work.ts";
export { keepsSize, resampleTask } from "./cartesian/resample-images.ts";
export { copyRange, type Scattered } from "./cartesian/scattered.ts";
export { adaptiveCombinationTask } from "./coils/adaptive-combination.ts";
export { combineRootSumOfSquares } from "./coils/combine.ts";
export { NumericsError, type NumericsErrorCode, requireCount } from "./errors.ts";
export { transformAxis } from "./fft/axis.ts";
export type { Direction } from "./fft/line-transform.ts";
export { type OutlineName, outline, outlineNames } from "./images/contour.ts";
export { toFixedPoint } from "./images/fixed-point.ts";
export { percentile } from "./images/percentile.ts";
export {
  joinedRange,
  mapPixels,
  type RealPixels,
  roundHalfEven,
  type ValueRange,
  valueRange,
} from "./images/pixel-values.ts";
export { brightest, countNonFinite, imag, magnitude, phase, real, rootSumOfSquares, scale } from "./images/pixels.ts";
export { meanDifference } from "./images/temporal-difference.ts";
export { cholesky, invertUpper, NotPositiveDefiniteError } from "./linalg/cholesky.ts";
export { applyToCoils } from "./linalg/coils.ts";
export { CovarianceAccumulator } from "./linalg/covariance.ts";
export { PrincipalCoils } from "./linalg/principal-coils.ts";
export { type WhiteningOptions, whiteningMatrix } from "./linalg/whitening.ts";
export { randomGaussian } from "./random.ts";
