/** BART's command line, as one step of ours. */
export { BartError } from "./errors.ts";
export { type PlanOptions, planCommands, planComplaint } from "./plan.ts";
export { type RunOptions, requireBart, runBart } from "./run.ts";
