import { defineTask } from "../../pool/index.ts";
import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { columnLines, contiguousLines, type Direction, lineTransform } from "../fft/index.ts";
import { kernels, withScratch } from "../kernels/heap.ts";
import { GridLines } from "./grid-lines.ts";
import { copyRange, type Scattered } from "./scattered.ts";

/** How an axis of k-space becomes an axis of the image. */
export interface AxisGeometry {
  /** Samples in k-space. */
  readonly sampled: number;
  /** Samples that give the image's pixel size: k-space is zero-filled or cropped to this number. */
  readonly resampled: number;
  /** Pixels of the image, i.e. of the part of the field of view that is kept. */
  readonly pixels: number;
}

/** The axes of a volume, fastest first. */
type Geometry = readonly [AxisGeometry, AxisGeometry, AxisGeometry];

/** Whether the samples along the readout are in k-space or in image space. */
export type ReadoutSpace = "k-space" | "image";

/** How k-spaces become images. */
export interface ImageWork {
  /** Fastest first. */
  readonly axes: Geometry;
  /** Coils of an image. */
  readonly coils: number;
  /** Number of k-spaces in the data, one per coil and image. */
  readonly count: number;
  /** Space of axis 0. In image space it is transformed only if it must be resampled. */
  readonly readout: ReadoutSpace;
}

/**
 * Computes images with a given pixel size and matrix from k-space: zero-fills or crops k-space about its centre,
 * transforms it (centred, unitary), and crops or pads the image about its centre. Changing the number of samples keeps
 * the intensity (× √(resampled / sampled)). Axes with a single sample are not transformed.
 * @param data `[count][axis 2][axis 1][axis 0]` complex, interleaved; not changed
 * @param images receives the result, `[count][z][y][x]` complex
 * @returns `images`
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function toImageSpace(
  data: Float32Array | Scattered,
  { axes, count, readout }: Omit<ImageWork, "coils">,
  images: Float32Array = new Float32Array(2 * volume(axes) * count),
): Float32Array {
  const { length, scratchLength, pixels } = requireGeometry(data, axes, count);
  requireLength("the images", images, 2 * pixels * count);
  const toImage = volumeTransform(axes, readout);
  withScratch([scratchLength, scratchLength], (kSpace, work) => {
    for (let i = 0; i < count; i++) {
      copyRange(data, i * length, kSpace.subarray(0, length));
      images.set(toImage(kSpace, work).subarray(0, 2 * pixels), 2 * pixels * i);
    }
  });
  return images;
}

/**
 * Computes images from k-space and combines the coils by √Σ|c|²: {@link toImageSpace} followed by the root sum of
 * squares, without an intermediate array of coil images.
 * @param data `[count / coils][coils][axis 2][axis 1][axis 0]` complex; not changed
 * @param combined receives the result, `[count / coils][z][y][x]` real
 * @returns `combined`
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function toCombinedImages(
  data: Float32Array | Scattered,
  { axes, coils, count, readout }: ImageWork,
  combined: Float32Array = new Float32Array((volume(axes) * count) / coils),
): Float32Array {
  requireCount("the number of coils", coils, 1);
  requireCount("the number of images", count / coils, 1);
  const { length, scratchLength, pixels } = requireGeometry(data, axes, count);
  requireLength("the combined images", combined, (pixels * count) / coils);
  const toImage = volumeTransform(axes, readout);
  withScratch([scratchLength, scratchLength, pixels], (kSpace, work, sums) => {
    for (let image = 0; image < count / coils; image++) {
      sums.fill(0);
      for (let i = image * coils; i < (image + 1) * coils; i++) {
        copyRange(data, i * length, kSpace.subarray(0, length));
        kernels.addSquares(toImage(kSpace, work).byteOffset, sums.byteOffset, pixels);
      }
      kernels.roots(sums.byteOffset, pixels);
      combined.set(sums, pixels * image);
    }
  });
  return combined;
}

/** {@link toImageSpace} as a task of the worker pool. */
export const imageTask = defineTask(
  "to-images",
  (work: ImageWork, data: Float32Array | Scattered, images) => {
    toImageSpace(data, work, images);
  },
  GridLines.assemble,
);

/** {@link toCombinedImages} as a task of the worker pool. */
export const combinedImageTask = defineTask(
  "to-combined-images",
  (work: ImageWork, data: Float32Array | Scattered, combined) => {
    toCombinedImages(data, work, combined);
  },
  GridLines.assemble,
);

/**
 * Elements of the largest intermediate volume: axes are resized one after another, so a volume may have grown along one
 * axis before it shrinks along the next.
 */
export function largestVolume(axes: Geometry): number {
  return 2 * axes.reduce((product, { sampled, pixels }) => product * Math.max(sampled, pixels), 1);
}

/**
 * Checks that `data` holds `count` volumes.
 * @returns floats of a volume in k-space and of the largest intermediate volume, and pixels of an image
 */
function requireGeometry(data: Float32Array | Scattered, axes: Geometry, count: number) {
  requireCount("the number of k-spaces", count, 0);
  for (const size of axes.flatMap(({ sampled, resampled, pixels }) => [sampled, resampled, pixels])) {
    requireCount("the size of an axis", size, 1);
  }
  const length = 2 * axes.reduce((product, { sampled }) => product * sampled, 1);
  requireLength(
    `${counted(count, "k-space")} of ${axes.map(({ sampled }) => sampled).join(" × ")}`,
    data,
    length * count,
  );
  return { length, scratchLength: largestVolume(axes), pixels: volume(axes) };
}

/** Pixels of an image. */
function volume(axes: Geometry): number {
  return axes.reduce((product, { pixels }) => product * pixels, 1);
}

/**
 * Plans the transform of a volume, axis by axis; each axis ends up with its number of pixels.
 * @returns a function that takes the volume and a second scratch buffer, and returns the one that holds the image
 */
export function volumeTransform(
  axes: Geometry,
  readout: ReadoutSpace,
): (volume: Float32Array, work: Float32Array) => Float32Array {
  const shape = axes.map(({ sampled }) => sampled);
  const steps: ((from: Float32Array, to: Float32Array) => void)[] = [];
  const step = (direction: Direction, axis: number, { sampled, resampled, pixels }: AxisGeometry) => {
    const transform = lineTransform(resampled);
    const factor = Math.sqrt(resampled / sampled);
    const stride = shape.slice(0, axis).reduce((product, size) => product * size, 1);
    const planes = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    shape[axis] = pixels;
    steps.push((from, to) => {
      if (axis === 0) {
        transform.transform(direction, contiguousLines(from, sampled), contiguousLines(to, pixels), planes, factor);
        return;
      }
      for (let plane = 0; plane < planes; plane++) {
        const source = columnLines(from.subarray(2 * plane * stride * sampled), sampled, stride);
        const target = columnLines(to.subarray(2 * plane * stride * pixels), pixels, stride);
        transform.transform(direction, source, target, stride, factor);
      }
    });
  };

  for (const [axis, geometry] of axes.entries()) {
    const { sampled, resampled, pixels } = geometry;
    const same = sampled === resampled && sampled === pixels;
    if (same && (sampled === 1 || (axis === 0 && readout === "image"))) continue;
    if (axis === 0 && readout === "image") step("forward", 0, { sampled, resampled: sampled, pixels: sampled });
    step("inverse", axis, geometry);
  }
  return (volume, work) => {
    let [from, to] = [volume, work];
    for (const run of steps) {
      run(from, to);
      [from, to] = [to, from];
    }
    return from;
  };
}
