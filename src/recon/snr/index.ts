/** Images in units of the noise: unmixing of the coils, g-factors, and standard deviations. */
export { SnrArrays } from "./image-arrays.ts";
export { unmixImages, withReplicas, withUnmixing } from "./operators.ts";
