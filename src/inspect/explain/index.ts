/** Predicts what a chain will do with a measurement, without running it. */
export { dryRun } from "./dry-run.ts";
export { planOf } from "./plan.ts";
export { explanationLines } from "./text.ts";
