export { type AdaptiveWork, adaptiveCombinationSeconds, adaptiveCombinationTask } from "./adaptive-combination.ts";
export { blockImages, centralBlock, type KSpaceBlock } from "./calibration.ts";
export {
  type CalibrationMapOptions,
  calibrationMapSeconds,
  calibrationMaps,
  calibrationMapsTask,
} from "./calibration-maps.ts";
export { combineRootSumOfSquares } from "./combine.ts";
export {
  type CoilMatrices,
  type CompressionRule,
  compressCoils,
  compressionTask,
  geometricCompression,
  principalCompression,
} from "./compression.ts";
