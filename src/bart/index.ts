/** BART's command line, as one step of ours. */
export type { CflArray } from "./cfl.ts";
export { described, type Sizes, toDimensions, toSizes } from "./dimensions.ts";
export { BartError, type BartErrorCode } from "./errors.ts";
export { type BartPlan, type PlanOptions, planCommands } from "./plan.ts";
export { requireBart, runBart } from "./run.ts";
