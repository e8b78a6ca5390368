export type { CgOptions } from "./cg-sense.ts";
export { type SenseImage, senseSeconds, senseTask } from "./task.ts";
export { isPeriodic, latticeMask, senseUnmixing } from "./unfold.ts";
