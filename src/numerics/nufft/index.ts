export { coverage } from "./coverage.ts";
export { pipeMenonWeights } from "./density.ts";
export { type Accuracy, accuracies, type ImageSize, NufftPlan } from "./plan.ts";
export { type GriddingWork, griddingTask, gridImages } from "./task.ts";
export { ToeplitzOperator } from "./toeplitz.ts";
