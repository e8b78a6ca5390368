export type { SessionLimits } from "./limits.ts";
export { NoiseFolder } from "./noise-folder.ts";
export { rehearse } from "./rehearsal.ts";
export type { SavingSettings } from "./saving.ts";
export { runSession, type SessionOptions } from "./session.ts";
