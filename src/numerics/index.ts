/** `larmor/numerics`: the maths that authors of gadgets use. test/numerics/public-api.test.ts pins the names. */
export {
  type AxisGeometry,
  combinedImageTask,
  filterTask,
  type ImageWork,
  imageTask,
  OversamplingRemoval,
  partialFourierTask,
  resampleTask,
  toImageSpace,
} from "./cartesian/index.ts";
export { adaptiveCombinationTask, combineRootSumOfSquares } from "./coils/index.ts";
export { NumericsError, type NumericsErrorCode, requireCount } from "./errors.ts";
export { type Direction, transformAxis } from "./fft/index.ts";
export {
  imag,
  magnitude,
  mapPixels,
  percentile,
  phase,
  type RealPixels,
  real,
  rootSumOfSquares,
  scale,
  toFixedPoint,
  type ValueRange,
  valueRange,
} from "./images/index.ts";
export {
  applyToCoils,
  CovarianceAccumulator,
  cholesky,
  NotPositiveDefiniteError,
  type WhiteningOptions,
  whiteningMatrix,
} from "./linalg/index.ts";
export { randomGaussian } from "./random.ts";
