export type { SessionErrorCode } from "./errors.ts";
export type { SessionGuard } from "./guard.ts";
export type { SessionLimits } from "./limits.ts";
export { NoiseFolder } from "./noise-folder.ts";
export { rehearse } from "./rehearsal.ts";
export type { SavingSettings } from "./saving.ts";
export { runSession } from "./session.ts";
export type { SessionOptions } from "./session-options.ts";
export { TapFolder } from "./tap-folder.ts";
