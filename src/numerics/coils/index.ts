export { type AdaptiveWork, adaptiveCombinationSeconds, adaptiveCombinationTask } from "./adaptive-combination.ts";
export { combineRootSumOfSquares } from "./combine.ts";
