import { defineTask } from "../../pool/index.ts";
import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { estimateCoilMaps } from "./coil-maps.ts";
import { inatiSeconds } from "./inati.ts";
import { inatiPowerSeconds } from "./inati-power.ts";
import { referenceCoil, referenceCoilSeconds } from "./reference-coil.ts";
import { type CoilShape, type MapOptions, pixelsOf } from "./shape.ts";
import { walshSeconds } from "./walsh.ts";

/**
 * Combines coil images x by coil maps c: Σ conj(c) x / Σ|c|², and 0 where the map is zero. P. Roemer et al., MRM 16:192
 * (1990), for white noise.
 * @param images, maps `[coils][pixels]` complex, interleaved; not changed
 * @param combined receives the image, `[pixels]` complex
 * @returns `combined`
 * @throws NumericsError `shape-mismatch`
 */
export function combineByMaps(images: Float32Array, maps: Float32Array, combined: Float32Array): Float32Array {
  requireLength("the maps", maps, images.length);
  const coils = images.length / combined.length;
  requireCount(`coils of ${counted(images.length, "element")} for an image of ${combined.length}`, coils, 1);
  const sums = new Float64Array(combined.length);
  const power = new Float64Array(combined.length / 2);
  for (let start = 0; start < images.length; start += combined.length) {
    for (let i = 0, d = 0, s = start; i < power.length; i++, d += 2, s += 2) {
      const re = maps[s]!;
      const im = maps[s + 1]!;
      power[i]! += re * re + im * im;
      sums[d]! += re * images[s]! + im * images[s + 1]!;
      sums[d + 1]! += re * images[s + 1]! - im * images[s]!;
    }
  }
  // Where the map is zero, the sum is 0, or NaN if the images are not finite: NaN must not become black.
  for (let d = 0; d < sums.length; d++) combined[d] = power[d >> 1]! > 0 ? sums[d]! / power[d >> 1]! : sums[d]!;
  return combined;
}

/** Parameters of an adaptive combination. */
export interface AdaptiveWork extends CoilShape, MapOptions {
  /** Number of consecutive images that share a reference coil, so that their phases are comparable. */
  readonly imagesPerReference: number;
}

/**
 * Combines the coils of each image by its own maps, which {@link estimateCoilMaps} estimates from that image.
 * @param images `[count][coils][z][y][x]` complex, interleaved; not changed
 * @param combined receives the images, `[count][z][y][x]` complex
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function runAdaptiveCombination(work: AdaptiveWork, images: Float32Array, combined: Float32Array): void {
  const pixels = pixelsOf(work);
  const length = 2 * work.coils * pixels;
  requireLength("the combined images", combined, images.length / work.coils);
  const maps = new Float32Array(length);
  const groupLength = length * work.imagesPerReference;
  for (let group = 0; group < images.length; group += groupLength) {
    const reference = referenceCoil(images.subarray(group, group + groupLength), work);
    for (let start = group; start < group + groupLength; start += length) {
      const image = images.subarray(start, start + length);
      estimateCoilMaps(image, work, { ...work, reference, maps });
      combineByMaps(image, maps, combined.subarray(start / work.coils, start / work.coils + 2 * pixels));
    }
  }
}

/** Estimated time of {@link runAdaptiveCombination} on one core. @param count of images */
export function adaptiveCombinationSeconds(work: AdaptiveWork, count: number): number {
  const { imagesPerReference, method, kernel, iterations } = work;
  const half = Math.floor(kernel / 2);
  const seconds = {
    walsh: () => walshSeconds(work, kernel, iterations),
    inati: () => inatiSeconds(work, iterations),
    "inati-power": () => inatiPowerSeconds(work, { half: [half, half, half], steps: iterations }),
  };
  return count * seconds[method]() + (count / imagesPerReference) * referenceCoilSeconds(work, imagesPerReference);
}

/** {@link runAdaptiveCombination} as a task of the worker pool. */
export const adaptiveCombinationTask = defineTask("combine-adaptively", runAdaptiveCombination);
