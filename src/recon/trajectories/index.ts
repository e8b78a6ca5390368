export { TrajectoryError } from "./errors.ts";
export { type SampleSet, sampleSet, type ThirdDimension } from "./sample-set.ts";
