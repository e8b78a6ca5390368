export type { ProcessLimits } from "./process-watch.ts";
export { type SessionHandover, Supervisor, type SupervisorOptions } from "./supervisor.ts";
