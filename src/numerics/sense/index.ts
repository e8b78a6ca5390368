export type { CgOptions } from "../linalg/index.ts";
export { type SenseImage, senseSeconds, senseTask } from "./task.ts";
export { isPeriodic, latticeMask, senseUnmixing } from "./unfold.ts";
