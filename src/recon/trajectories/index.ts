export { DelayCorrection } from "./delay-correction.ts";
export { TrajectoryError } from "./errors.ts";
export { griddedBuffers } from "./gridded-buffer.ts";
export { griddedImages } from "./gridded-images.ts";
export { ReadoutLocator, trajectorySources } from "./readout-locator.ts";
export { type MeasuredSamples, type SampleSetOptions, sampleSet } from "./sample-set.ts";
export { samplesOfBuffer } from "./samples-of-buffer.ts";
export { type SampleSenseOptions, senseOfSamples } from "./sense.ts";
export { type DensityMethod, densityMethods, withDensity } from "./with-density.ts";
