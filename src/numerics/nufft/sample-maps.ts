import { defineTask } from "../../pool/index.ts";
import { type CalibrationMapOptions, calibrationMaps, centralBlock } from "../coils/index.ts";
import { transformAxis } from "../fft/index.ts";
import { pipeMenonWeights } from "./density.ts";
import { keptPlan, type SampleEncoding } from "./kept-plans.ts";
import type { ImageSize } from "./sizes.ts";

/** Iterations by which weights are computed where there are none. */
const ITERATIONS = 10;

/** Parameters of {@link sampleMaps}. */
export interface SampleMapWork extends SampleEncoding {
  /** `[samples]`, the weight of each sample; computed if omitted. */
  readonly density?: Float32Array | undefined;
  readonly coils: number;
  readonly options: CalibrationMapOptions;
}

/**
 * Coil maps from the k-space centre: samples are gridded, and the central block of the grid's k-space is the
 * calibration. An image of full resolution would be aliased where the outer k-space is undersampled.
 * @param data `[coils][samples]` complex
 * @param maps receives `[coils][z][y][x]` complex, with unit norm over the coils, or 0 where there is no signal
 * @throws NumericsError as `NufftPlan` and `calibrationMaps`
 */
export function sampleMaps(work: SampleMapWork, data: Float32Array, maps: Float32Array): void {
  const { density, coils, size, options } = work;
  const plan = keptPlan(work);
  const images = plan.adjoint(data, density ?? pipeMenonWeights(plan, ITERATIONS), new Float32Array(maps.length));
  mapsOfGridded(images, coils, size, options, maps);
}

/**
 * The same of gridded coil images.
 * @param images `[coils][z][y][x]` complex
 */
export function mapsOfGridded(
  images: Float32Array,
  coils: number,
  { x, y, z = 1 }: ImageSize,
  options: CalibrationMapOptions,
  maps: Float32Array,
): void {
  const axes = [x, y, z] as const;
  const center = axes.map((length) => Math.floor(length / 2)) as [number, number, number];
  const length = images.length / coils;
  // Coil by coil, so that only one coil's k-space is in memory.
  const blocks = Array.from({ length: coils }, (_, coil) => {
    const kSpace = images.slice(coil * length, (coil + 1) * length);
    for (const [axis, pixels] of axes.entries()) if (pixels > 1) transformAxis(kSpace, axes, axis, "forward");
    return centralBlock({ size: axes, center, coils: 1, data: kSpace }, options.width);
  });
  const data = Float32Array.from(blocks.flatMap((block) => [...block.data]));
  calibrationMaps({ ...blocks[0]!, coils, data }, axes, options, maps);
}

/** {@link sampleMaps} as a task of the worker pool. */
export const sampleMapsTask = defineTask("sample-maps", sampleMaps);
