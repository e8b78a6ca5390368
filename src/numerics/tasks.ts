// What workers of the pool load: the functions of all tasks, each by the name that its task gives.

export {
  filterKSpace,
  resampleImages,
  runPartialFourier,
  runReadoutWork,
  runToCombinedImages,
  runToImages,
} from "./cartesian/index.ts";
export { runAdaptiveCombination } from "./coils/index.ts";
