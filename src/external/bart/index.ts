/** BART's command line, as one step of ours. */
export { BartError } from "./errors.ts";
export { type PlanOptions, planCommands, planIssue } from "./plan.ts";
export { type RunOptions, requireBart, runBart } from "./run.ts";
