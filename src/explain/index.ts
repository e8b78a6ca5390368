/** What a chain will do with a measurement, without doing it. */
export { type DryRun, type DryRunOptions, dryRun, type StepFlow } from "./dry-run.ts";
export { type ChainPlan, planOf } from "./plan.ts";
export { explanationLines } from "./text.ts";
