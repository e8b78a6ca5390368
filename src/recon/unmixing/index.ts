/** Unmixing: images unfolded and combined in one step, by GRAPPA kernels and coil maps in image space. */

export { averageReference } from "./average.ts";
export { gFactorMaps, snrMaps, unmixImages, withRealtimeUnmixing, withUnmixing } from "./operators.ts";
