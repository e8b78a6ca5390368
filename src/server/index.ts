export type { Refusal, ServerErrorCode } from "./errors.ts";
export type { LastWords } from "./last-words.ts";
export type { ServerObserver, SessionReport } from "./observer.ts";
export type { ProcessLimits } from "./process-watch.ts";
export { logDescriptor } from "./spares.ts";
export { type ServerStatus, type SessionHandover, Supervisor, type SupervisorOptions } from "./supervisor.ts";
