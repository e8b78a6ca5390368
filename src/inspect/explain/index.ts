/** Predicts what a chain will do with a measurement, without running it. */
export { type DryRun, dryRun } from "./dry-run.ts";
export { producesImages, whyNoImages } from "./no-images.ts";
export { planOf } from "./plan.ts";
export { briefLines, explanationLines } from "./text.ts";
