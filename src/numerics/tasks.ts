// What workers of the pool load: the functions of all tasks, each by the name that its task gives.
export { runAdaptiveCombination } from "./coil-maps/adaptive-combination.ts";
export { runToCombinedImages, runToImages } from "./image-space.ts";
export { filterKSpace } from "./kspace-filter.ts";
export { runPartialFourier } from "./partial-fourier/task.ts";
export { runReadoutWork } from "./readout-work.ts";
export { resampleImages } from "./resample-images.ts";
