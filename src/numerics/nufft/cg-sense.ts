import { defineTask } from "../../pool/index.ts";
import type { CalibrationMapOptions } from "../coils/index.ts";
import { requireLength } from "../errors.ts";
import { type CgOptions, conjugateGradients } from "../linalg/index.ts";
import { keptOperator, keptPlan, type WeightedEncoding } from "./kept-plans.ts";
import { mapsOfGridded } from "./sample-maps.ts";

/** Parameters of {@link sampleSense}. */
export interface SampleSenseWork extends WeightedEncoding {
  readonly coils: number;
  /** Without it, gridded coil images are only combined: right for complete samples. */
  readonly cg?: CgOptions | undefined;
  /** How coil maps are computed from the samples themselves; without it, the input starts with maps. */
  readonly maps?: CalibrationMapOptions | undefined;
  /** Whether the input ends with an image that iterations start from. */
  readonly hasStart: boolean;
}

/**
 * The image x that minimises ‖W^½ (E S x − d)‖² + λ‖x‖² for samples d with density weights W, the transform E and coil
 * maps S, by conjugate gradients on the normal equations: K. Pruessmann et al., MRM 46:638 (2001). With areas of k-space
 * as weights, EᴴWE is nearly 1 where k-space is sampled, so that λ is relative to the data, and few iterations suffice.
 * @param input maps `[coils][z][y][x]` unless they are computed, samples `[coils][samples]`, and with `hasStart` an image
 *   `[z][y][x]`, complex
 * @param image receives `[z][y][x]` complex, of true scale
 * @throws NumericsError `shape-mismatch`; as `NufftPlan`
 */
export function sampleSense(work: SampleSenseWork, input: Float32Array, image: Float32Array): void {
  const { size, coils, density, cg, maps: options, hasStart } = work;
  const pixels = 2 * size.x * size.y * (size.z ?? 1);
  const samples = 2 * coils * density.length;
  const given = options === undefined ? coils * pixels : 0;
  requireLength("the image", image, pixels);
  requireLength("maps, samples and start", input, given + samples + (hasStart ? pixels : 0));
  const data = input.subarray(given, given + samples);
  const start = hasStart ? Float64Array.from(input.subarray(given + samples)) : undefined;
  const coilImages = keptPlan(work).adjoint(data, density, new Float32Array(coils * pixels));
  const maps = options === undefined ? input.subarray(0, given) : new Float32Array(coils * pixels);
  if (options !== undefined) mapsOfGridded(coilImages, coils, size, options, maps);
  const gridded = combined(coilImages, maps, pixels);
  if (cg === undefined) {
    image.set(gridded);
    return;
  }
  const operator = keptOperator(work);
  const product = new Float32Array(pixels);
  const normal = (x: Float64Array, result: Float64Array) => {
    product.set(x);
    result.set(operator.applySense(product, maps, product));
  };
  image.set(conjugateGradients(normal, gridded, cg, start));
}

/** Σ_c conj(S_c) ρ_c */
function combined(images: Float32Array, maps: Float32Array, pixels: number): Float64Array {
  const sum = new Float64Array(pixels);
  for (let first = 0; first < images.length; first += pixels) {
    for (let i = 0, at = first; i < pixels; i += 2, at += 2) {
      sum[i]! += images[at]! * maps[at]! + images[at + 1]! * maps[at + 1]!;
      sum[i + 1]! += images[at + 1]! * maps[at]! - images[at]! * maps[at + 1]!;
    }
  }
  return sum;
}

/** {@link sampleSense} as a task of the worker pool. */
export const sampleSenseTask = defineTask("sample-sense", sampleSense);
