/** What browsers see of a session. */
export { type LiveRun, LiveSession } from "./live-session.ts";
export { observedNoise } from "./observed-noise.ts";
export type { ReducedImage } from "./reduced-image.ts";
