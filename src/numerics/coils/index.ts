export { adaptiveCombinationTask, runAdaptiveCombination } from "./adaptive-combination.ts";
export { combineRootSumOfSquares } from "./combine.ts";
