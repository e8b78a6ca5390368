import { defineTask } from "../../pool/index.ts";
import { requireLength } from "../errors.ts";
import { transformAxis } from "../fft/index.ts";
import { type AxisGeometry, toImageSpace } from "./image-space.ts";

export interface ResampleWork {
  /** Fastest first; `sampled` is the number of pixels before. */
  readonly axes: readonly [AxisGeometry, AxisGeometry, AxisGeometry];
  /** Number of consecutive volumes. */
  readonly count: number;
}

/**
 * Changes the pixel size and matrix of images: transforms them to k-space, zero-fills or crops them there about the
 * centre, transforms them back (centred, unitary), and crops or pads the images about their centre; see
 * {@link toImageSpace}. Axes that keep their size are not transformed.
 * @param data `[count][z][y][x]` complex, interleaved; not changed
 * @param resampled receives the result
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function resampleImages({ axes, count }: ResampleWork, data: Float32Array, resampled: Float32Array): void {
  let images = data;
  let inner = 1;
  for (const [i, axis] of axes.entries()) {
    const outer = axes.slice(i + 1).reduce((product, { sampled }) => product * sampled, count);
    if (!keepsSize(axis)) images = alongAxis(images, inner, axis, outer);
    inner *= axis.pixels;
  }
  requireLength("the resampled images", resampled, images.length);
  resampled.set(images);
}

/** Whether an axis already has the requested pixels. */
export function keepsSize({ sampled, resampled, pixels }: AxisGeometry): boolean {
  return sampled === resampled && sampled === pixels;
}

/** @param images `[outer][axis][inner]` complex */
function alongAxis(images: Float32Array, inner: number, axis: AxisGeometry, outer: number): Float32Array {
  const unchanged = (size: number): AxisGeometry => ({ sampled: size, resampled: size, pixels: size });
  // The first axis may be in image space, and stays there if its size is kept.
  if (inner === 1)
    return toImageSpace(images, { axes: [axis, unchanged(1), unchanged(1)], count: outer, readout: "image" });
  const kSpace = images.slice();
  transformAxis(kSpace, [inner, axis.sampled, outer], 1, "forward");
  return toImageSpace(kSpace, { axes: [unchanged(inner), axis, unchanged(1)], count: outer, readout: "image" });
}

/** {@link resampleImages} as a task of the worker pool. */
export const resampleTask = defineTask("resample-images", resampleImages);
