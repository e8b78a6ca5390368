import { defineTask } from "../../pool/index.ts";
import { type CalibrationMapOptions, calibrationMaps, centralBlock } from "../coils/index.ts";
import { transformAxis } from "../fft/index.ts";
import { pipeMenonWeights } from "./density.ts";
import { keptPlan, type SampleEncoding } from "./kept-plans.ts";

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
  const { size, coils, density, options } = work;
  const plan = keptPlan(work);
  const images = plan.adjoint(data, density ?? pipeMenonWeights(plan, ITERATIONS), new Float32Array(maps.length));
  const axes = [size.x, size.y, size.z ?? 1] as const;
  for (const [axis, length] of axes.entries()) if (length > 1) transformAxis(images, [...axes, coils], axis, "forward");
  const center = axes.map((length) => Math.floor(length / 2)) as [number, number, number];
  const block = centralBlock({ size: axes, center, coils, data: images }, options.width);
  calibrationMaps(block, axes, options, maps);
}

/** {@link sampleMaps} as a task of the worker pool. */
export const sampleMapsTask = defineTask("sample-maps", sampleMaps);
