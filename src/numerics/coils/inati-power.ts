import { requireCount, requireLength } from "../errors.ts";
import { type CoilShape, pixelsOf } from "./shape.ts";
import { windowMapSeconds, windowMaps } from "./window-maps.ts";

/** Window and steps of {@link inatiPowerMaps}. */
export interface InatiPowerOptions {
  /** Half the window along x, y and z: it has 2 · half + 1 pixels, and continues at the other side of the image. */
  readonly half: readonly [number, number, number];
  /** Steps of the power method. */
  readonly steps: number;
}

/**
 * Coil maps as Gadgetron computes them (S. Inati et al., ISMRM 2013, 2672; `coil_map_Inati` of its
 * toolboxes/mri_core/mri_core_coil_map_estimation.cpp). With the window's pixels as rows of D, v starts at the sum of the
 * rows and becomes DᴴD v / ‖DᴴD v‖ at each step; the map is conj(v) with the phase of Σ D v. DᴴD comes from sums over
 * the window. A few steps do not converge where the signal's phase turns within the window: the result then depends on
 * the start, which is why comparisons need this method.
 * @param images `[coils][z][y][x]` complex; not changed
 * @param maps receives the maps, of the same shape, with unit norm over the coils; 0 where the window has no signal
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function inatiPowerMaps(
  images: Float32Array,
  shape: CoilShape,
  { half, steps }: InatiPowerOptions,
  maps: Float32Array,
): void {
  const { size, coils } = shape;
  for (const length of [...size, coils]) requireCount("the size of an axis", length, 1);
  for (const length of half) requireCount("half the window", length, 0);
  requireLength("the images", images, 2 * pixelsOf(shape) * coils);
  requireLength("the maps", maps, images.length);
  windowMaps(images, shape, { box: boxOf(half), steps }, maps);
}

/** Estimated time of {@link inatiPowerMaps}. */
export function inatiPowerSeconds(shape: CoilShape, { half, steps }: InatiPowerOptions): number {
  return windowMapSeconds(shape, boxOf(half), steps);
}

function boxOf(half: InatiPowerOptions["half"]) {
  const [x, y, z] = half;
  return { before: half, size: [2 * x + 1, 2 * y + 1, 2 * z + 1], wraps: true } as const;
}
