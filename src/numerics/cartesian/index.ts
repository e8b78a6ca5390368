export { type AxisWeights, axisWeights, combineAlong } from "./field-of-view.ts";
export { type EchoPlace, extendTrajectory, fullEcho, padToFullEcho } from "./full-echo.ts";
export { GridLines, type PlacedLine, type StoredLine } from "./grid-lines.ts";
export { imageFilterTask } from "./image-filter.ts";
export { cropImages, type GridSize, mirrorImages } from "./image-grid.ts";
export {
  type AxisGeometry,
  combinedImageTask,
  type ImageWork,
  imageTask,
  largestVolume,
  toImageSpace,
} from "./image-space.ts";
export { type FilterWork, filterTask, kSpaceWindow, type WindowName } from "./kspace-filter.ts";
export { type LineTile, type TileWork, transformTile } from "./line-tile.ts";
export { OversamplingRemoval } from "./oversampling.ts";
export { fillingBlocker, type PhaseRows, sampledRows } from "./partial-fourier/sampling.ts";
export { partialFourierTask } from "./partial-fourier/task.ts";
export { cropShift, resampleTrajectory, sampleAfterCrop, samplesAfterCrop } from "./readout-crop.ts";
export { type ReadoutWork, readoutResultLength, readoutTask, runReadoutWork } from "./readout-work.ts";
export { keepsSize, resampleTask } from "./resample-images.ts";
export { copyRange, type Scattered, type ScatteredParts } from "./scattered.ts";
export { Sequence } from "./sequence.ts";
export { TileQueue, tileParts, tilesTask } from "./tile-queue.ts";
