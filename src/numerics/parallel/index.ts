export { complexView, fillLines, lineSources, type SourceLine, type WeightedLines } from "./fill-lines.ts";
export {
  filledLines,
  fillLength,
  fillMs,
  fillWorkLength,
  type GrappaFillWork,
  grappaFillTask,
  type ImageFilling,
  lineGroups,
} from "./grappa-fill.ts";
export {
  type BlockShape,
  chooseKernel,
  type GrappaKernel,
  kernelEquations,
  kernelPositions,
  sourceOffsets,
  targetOffsets,
} from "./grappa-kernel.ts";
export {
  type GrappaCalibration,
  grappaWeightsTask,
  weightCount,
  weightsLength,
  weightsWorkLength,
} from "./grappa-weights.ts";
export { edgePatterns, type LineGrid, linesByEdge, type SourcePattern } from "./kernel-edges.ts";
export { distanceFromLattice, type Lattice, modulo } from "./lattice.ts";
export { type FillRange, linesToFill } from "./lines-to-fill.ts";
export { combiningCoefficients, gFactor, type UnmixingWork, unmixingCoefficients } from "./unmixing.ts";
export {
  type UnmixingCalibration,
  type UnmixingTaskWork,
  unmix,
  unmixingLength,
  unmixingSeconds,
  unmixingTask,
  unmixTask,
} from "./unmixing-task.ts";
