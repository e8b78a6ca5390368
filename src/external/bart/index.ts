/** BART's command line, as one step of ours. */
export { BartError } from "./errors.ts";
export { type PlanOptions, planCommands, planIssue } from "./plan.ts";
export { type BartRunOptions, requireBart, runBart } from "./run.ts";
