/** BART's command line as a step of a chain. */
export { BartError } from "./errors.ts";
export { type PlanOptions, planCommands, planIssue } from "./plan.ts";
export { type BartRunOptions, requireBart, runBart } from "./run.ts";
