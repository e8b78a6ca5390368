import { defineTask } from "../../pool/index.ts";
import { volumeTransform } from "../cartesian/image-space.ts";
import { copyRange, type Scattered } from "../cartesian/scattered.ts";
import { Sequence } from "../cartesian/sequence.ts";
import { blockImages } from "../coils/calibration.ts";
import { type InatiPowerOptions, inatiPowerMaps, inatiPowerSeconds } from "../coils/inati-power.ts";
import { requireLength } from "../errors.ts";
import { kernels, withScratch } from "../kernels/heap.ts";
import type { BlockShape } from "./grappa-kernel.ts";
import { type GrappaCalibration, grappaWeights, weightsLength } from "./grappa-weights.ts";
import { combiningCoefficients, gFactor, unmixingCoefficients } from "./unmixing.ts";

/** What the unmixing coefficients of one image are computed from. */
export interface UnmixingCalibration extends Pick<GrappaCalibration, "block"> {
  /** Index of the k-space centre of the maps' low-resolution images, within the block. */
  readonly center: readonly [number, number, number];
  /** Coils that are unfolded and combined: the first ones. */
  readonly destinations: number;
  /** `undefined` for data that are not undersampled. */
  readonly grappa: Omit<GrappaCalibration, "block"> | undefined;
  /**
   * Lines of the block that the kernel is computed from; maps are then those of the whole block, without a window. By
   * default, all lines, and maps of low resolution.
   */
  readonly region?: CalibrationRegion;
}

/** A fully sampled part of a block of one partition. */
export interface CalibrationRegion {
  readonly first: number;
  readonly count: number;
  /** Whether each line ends with the first sample of the next one, as in Gadgetron's real-time chain. */
  readonly overlapping: boolean;
}

/** Parameters of {@link unmixingTask}. */
export interface UnmixingTaskWork {
  /** Pixels along x, y and z. */
  readonly size: readonly [number, number, number];
  readonly coils: number;
  readonly maps: InatiPowerOptions;
  /** Whether the g-factors are computed, too; by default they are. */
  readonly g?: boolean;
  readonly calibrations: readonly UnmixingCalibration[];
}

/** Floats of the result for each calibration: the coefficients, `[coils][z][y][x]` complex, then g, `[z][y][x]`. */
export function unmixingLength({ size, coils, g = true }: Pick<UnmixingTaskWork, "size" | "coils" | "g">): number {
  return size[0] * size[1] * size[2] * (2 * coils + Number(g));
}

/** Measured on one core of 2.5 GHz, per pixel, pair of coils and tap of the kernel. */
const SECONDS = 1.5e-9;

/** Estimated time of {@link unmixingTask}, without the weights. */
export function unmixingSeconds({ size, coils, maps, calibrations }: UnmixingTaskWork): number {
  const pixels = size[0] * size[1] * size[2];
  return calibrations.reduce((sum, { destinations, grappa }) => {
    const pairs = grappa === undefined ? 0 : coils * destinations * grappa.kernel.size[0];
    return sum + inatiPowerSeconds({ size, coils: destinations }, maps) + pixels * pairs * SECONDS;
  }, 0);
}

function computeUnmixing(
  { size, coils, maps: options, g: needsG = true }: UnmixingTaskWork,
  { block, center, destinations, grappa, region }: UnmixingCalibration,
  data: Float32Array,
  result: Float32Array,
): void {
  const pixels = size[0] * size[1] * size[2];
  const unmixing = result.subarray(0, 2 * pixels * coils);
  const g = result.subarray(2 * pixels * coils);
  const blockSize = [block.e0, block.e1, block.e2] as const;
  const own = data.subarray(0, (data.length / coils) * destinations);
  const images = blockImages(
    { size: blockSize, center, coils: destinations, data: own },
    size,
    region === undefined ? "hann" : "none",
  );
  // Without unfolding, they become the coefficients.
  const maps = grappa === undefined ? unmixing.subarray(0, images.length) : new Float32Array(images.length);
  inatiPowerMaps(images, { size, coils: destinations }, options, maps);
  if (grappa === undefined) {
    combiningCoefficients(maps, unmixing);
    if (needsG) gFactor(unmixing, coils, 1, g);
    return;
  }
  const part = region === undefined ? { block, data } : regionOf(block, data, region);
  const calibration = { block: part.block, ...grappa };
  const weights = new Float32Array(weightsLength(calibration) - 1);
  grappaWeights(calibration, part.data, weights);
  unmixingCoefficients({ size, coils, kernel: grappa.kernel, weights, maps }, unmixing);
  if (needsG) gFactor(unmixing, coils, grappa.kernel.acceleration[0] * grappa.kernel.acceleration[1], g);
}

/** The lines of a region. */
function regionOf({ e0, e1, coils }: BlockShape, data: Float32Array, { first, count, overlapping }: CalibrationRegion) {
  const length = e0 + Number(overlapping);
  const block: BlockShape = { e0: length, e1: count, e2: 1, coils };
  const result = new Float32Array(2 * length * count * coils);
  for (let coil = 0; coil < coils; coil++) {
    for (let row = 0; row < count; row++) {
      const to = 2 * length * (coil * count + row);
      const start = coil * e1;
      const from = 2 * e0 * (start + first + row);
      result.set(data.subarray(from, from + 2 * e0), to);
      if (!overlapping) continue;
      const next = 2 * e0 * (start + ((first + row + 1) % e1));
      result.set(data.subarray(next, next + 2), to + 2 * e0);
    }
  }
  return { block, data: result };
}

/**
 * Unmixing coefficients and g-factors of several calibration blocks, as a task of the worker pool. Its input is all
 * blocks, `[coils][e2][e1][e0]` complex.
 */
export const unmixingTask = defineTask("unmixing", (work: UnmixingTaskWork, data: Float32Array, result) => {
  const length = unmixingLength(work);
  let from = 0;
  for (const [i, calibration] of work.calibrations.entries()) {
    const { e0, e1, e2 } = calibration.block;
    const end = from + 2 * e0 * e1 * e2 * work.coils;
    computeUnmixing(work, calibration, data.subarray(from, end), result.subarray(i * length, (i + 1) * length));
    from = end;
  }
});

/** Parameters of {@link unmixTask}. */
export interface UnmixWork {
  readonly size: readonly [number, number, number];
  readonly coils: number;
  /** Space of the samples along e0. */
  readonly readout: "k-space" | "image";
  /** Number of sets of coefficients in the input. */
  readonly sets: number;
  /** Of each image: the index of its coefficients, and a factor of its pixels. */
  readonly images: readonly { readonly set: number; readonly scale: number }[];
}

/**
 * Applies unmixing coefficients: Σ u_s a_s over the images a of the coils, which are transformed one after another.
 * @param data coefficients, `[sets][coils][z][y][x]`, then samples, `[images][coils][e2][e1][e0]`, complex
 * @param result receives `[images][z][y][x]` complex
 * @throws NumericsError `shape-mismatch`
 */
export function unmix(
  { size, coils, readout, sets, images }: UnmixWork,
  data: Float32Array | Scattered,
  result: Float32Array,
): void {
  const pixels = size[0] * size[1] * size[2];
  const length = 2 * pixels;
  requireLength("the input", data, length * coils * (sets + images.length));
  requireLength("the images", result, length * images.length);
  const [x, y, z] = size.map((pixels) => ({ sampled: pixels, resampled: pixels, pixels }));
  const toImage = volumeTransform([x!, y!, z!], readout);
  withScratch([length, length, length, length], (kSpace, work, coefficients, sums) => {
    for (const [i, { set, scale }] of images.entries()) {
      sums.fill(0);
      for (let coil = 0; coil < coils; coil++) {
        copyRange(data, length * ((sets + i) * coils + coil), kSpace);
        copyRange(data, length * (set * coils + coil), coefficients);
        const folded = toImage(kSpace, work);
        kernels.addProducts(coefficients.byteOffset, folded.byteOffset, sums.byteOffset, pixels);
      }
      kernels.scale(sums.byteOffset, length, scale);
      result.set(sums, i * length);
    }
  });
}

/** {@link unmix} as a task of the worker pool. */
export const unmixTask = defineTask("unmix", unmix, (layout, arrays): Float32Array | Scattered =>
  Sequence.assemble(layout, arrays),
);
