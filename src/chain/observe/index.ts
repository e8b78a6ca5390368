/** What watches the steps of a run. */
export { CurrentStep, sharedCell } from "./current-step.ts";
export type { StepWatch } from "./step-watch.ts";
export { Trace } from "./trace.ts";
export { traceLines } from "./trace-lines.ts";
