/** BART's command line, as one step of ours. */
export { BartError, type BartErrorCode } from "./errors.ts";
export { type BartPlan, type PlanOptions, planCommands, planComplaint } from "./plan.ts";
export { type BartArray, type RunOptions, requireBart, runBart } from "./run.ts";
