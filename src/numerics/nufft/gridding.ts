import { defineTask } from "../../pool/index.ts";
import { keptPlan, type WeightedEncoding } from "./kept-plans.ts";

/**
 * Coil images of true scale, by gridding.
 * @param data `[coils][samples]` complex
 * @param images receives `[coils][z][y][x]` complex
 * @throws NumericsError as `NufftPlan`
 */
export function gridImages(encoding: WeightedEncoding, data: Float32Array, images: Float32Array): void {
  keptPlan(encoding).adjoint(data, encoding.density, images);
}

/** {@link gridImages} as a task of the worker pool. */
export const griddingTask = defineTask("grid-images", gridImages);
