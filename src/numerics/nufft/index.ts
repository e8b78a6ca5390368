export { type Accuracy, accuracies } from "./accuracy.ts";
export { coverage } from "./coverage.ts";
export { type DensityWork, densityTask, ellipsoid, pipeMenonWeights } from "./density.ts";
export { isEqual } from "./is-equal.ts";
export { NufftPlan } from "./plan.ts";
export type { ImageSize } from "./sizes.ts";
export { type GriddingWork, griddingTask, gridImages } from "./task.ts";
export { ToeplitzOperator } from "./toeplitz.ts";
export { voronoiAreas } from "./voronoi.ts";
