/** What watches the steps of a run. */
export { CurrentStep, sharedCell } from "./current-step.ts";
export { RunProgress } from "./run-progress.ts";
export type { StepWatch } from "./step-watch.ts";
export { type StepTimes, Trace } from "./trace.ts";
export { traceLines } from "./trace-lines.ts";
export { failureOf, onUncaught } from "./uncaught.ts";
