import { defineTask } from "../../pool/index.ts";
import type { CoilShape } from "../coils/shape.ts";
import { requireLength } from "../errors.ts";
import type { Lattice } from "../parallel/index.ts";
import { cgSense } from "./cg-sense.ts";
import { toHybrid } from "./encoding.ts";
import { unfold } from "./unfold.ts";

/** How one image was sampled, and how it is reconstructed. */
export interface SenseImage {
  /** Index of its maps. */
  readonly maps: number;
  /** Direct unfolding of this lattice; otherwise conjugate gradients. */
  readonly lattice?: Lattice | undefined;
  /** `[z][y]`, 1 for acquired lines. */
  readonly mask: Uint8Array;
}

/** Parameters of {@link senseTask}. */
export interface SenseWork extends CoilShape {
  readonly images: readonly SenseImage[];
  /** Number of sets of maps in the input. */
  readonly mapCount: number;
  /** Whether the samples along the readout are in k-space or in image space. */
  readonly readout: "k-space" | "image";
  readonly lambda: number;
  readonly iterations: number;
  readonly tolerance: number;
}

/**
 * Images from undersampled k-space and coil maps.
 * @param input `[maps][coils][z][y][x]` complex, followed by the k-space, `[images][coils][z][y][x]`
 * @param output receives `[images][z][y][x]` complex, on the grid of the k-space
 * @throws NumericsError `shape-mismatch`
 */
export function runSense(work: SenseWork, input: Float32Array, output: Float32Array): void {
  const { size, coils, images, mapCount, readout, lambda } = work;
  const pixels = 2 * size[0] * size[1] * size[2];
  const volume = pixels * coils;
  requireLength("maps and k-space", input, volume * (mapCount + images.length));
  requireLength("the images", output, pixels * images.length);
  for (const [i, { maps: index, lattice, mask }] of images.entries()) {
    const maps = input.subarray(index * volume, (index + 1) * volume);
    const data = input.slice((mapCount + i) * volume, (mapCount + i + 1) * volume);
    if (readout === "k-space" && size[0] > 1) toHybrid(data, size[0], coils);
    const image = output.subarray(i * pixels, (i + 1) * pixels);
    // A fully sampled image is only combined: regularisation would just lower its intensity.
    const isWhole = lattice?.acceleration.every((factor) => factor === 1) ?? false;
    if (lattice !== undefined) unfold({ size, coils, maps, lattice }, data, isWhole ? 0 : lambda, image);
    else cgSense({ size, coils, maps, mask }, data, work, image);
  }
}

/** Measured on one core of 2.5 GHz: per pixel, coil and iteration; per pixel, coil and pair of aliased pixels. */
const SECONDS_PER_ITERATION = 5e-8;
const SECONDS_PER_ALIAS = 1.5e-8;

/** Estimated time of {@link runSense} on one core. */
export function senseSeconds({ size, coils, images, iterations }: SenseWork): number {
  const pixels = size[0] * size[1] * size[2] * coils;
  return images.reduce((sum, { lattice }) => {
    if (lattice === undefined) return sum + pixels * iterations * SECONDS_PER_ITERATION;
    const aliases = lattice.acceleration[0] * lattice.acceleration[1];
    return sum + pixels * (SECONDS_PER_ITERATION + aliases * SECONDS_PER_ALIAS);
  }, 0);
}

/** {@link runSense} as a task of the worker pool. */
export const senseTask = defineTask("sense", runSense);
