export type { Refusal, ServerErrorCode } from "./errors.ts";
export type { LastWords } from "./last-words.ts";
export type { ProcessLimits } from "./process-watch.ts";
export { logDescriptor } from "./spares.ts";
export { type SessionHandover, Supervisor, type SupervisorOptions } from "./supervisor.ts";
