export type { SessionGuard } from "./protocol/guard.ts";
export type { SessionLimits } from "./protocol/limits.ts";
export { runSession } from "./protocol/session.ts";
export type { SessionObserver, SessionProgress } from "./protocol/session-stats.ts";
export { warmUp } from "./protocol/warm-up.ts";
export type { SavingSettings } from "./saving/saving.ts";
export type { SessionOptions } from "./session-options.ts";
export { NoiseFolder } from "./stores/noise-folder.ts";
export { TapFolder } from "./stores/tap-folder.ts";
