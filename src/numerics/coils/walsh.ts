import type { CoilShape, MapEstimate } from "./shape.ts";
import { windowMapSeconds, windowMaps } from "./window-maps.ts";

/**
 * Coil maps by D. Walsh, A. Gmitro and M. Marcellin, MRM 43:682 (2000): the dominant eigenvector of the coils'
 * covariance Σ x xᴴ over the window of a pixel, by the power method, which starts with the column of the strongest
 * coil. Noise is assumed to be white (see `noise-adjust`). The cost is pixels × coils² × iterations.
 */
export function walshMaps({ images, shape, kernel, iterations, reference, maps }: MapEstimate): void {
  windowMaps(images, shape, { box: boxOf(shape, kernel), steps: iterations, reference }, maps);
}

/** Estimated time of {@link walshMaps}. */
export function walshSeconds(shape: CoilShape, kernel: number, iterations: number): number {
  return windowMapSeconds(shape, boxOf(shape, kernel), iterations);
}

/** An even window extends one pixel farther down than up. */
function boxOf(shape: CoilShape, kernel: number) {
  const size = shape.size.map((pixels) => (pixels > 1 ? kernel : 1)) as [number, number, number];
  const before = size.map((length) => Math.floor(length / 2)) as [number, number, number];
  return { before, size, wraps: false };
}
