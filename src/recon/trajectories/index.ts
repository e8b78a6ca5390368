export { TrajectoryError } from "./errors.ts";
export { griddedImages } from "./gridded-images.ts";
export { ReadoutLocator, trajectorySources } from "./readout-locator.ts";
export { type MeasuredSamples, type SampleSetOptions, sampleSet } from "./sample-set.ts";
export { undersampling } from "./undersampling.ts";
export { type DensityMethod, densityMethods, withDensity } from "./with-density.ts";
