import { defineTask } from "../../pool/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { columnLines, contiguousLines, type Direction, lineTransform } from "../fft/index.ts";
import { heapStretches, kernels } from "../kernels/heap.ts";
import { copyStretch, type Scattered } from "./scattered.ts";

/** How one axis becomes a side of the image. */
export interface AxisGeometry {
  /** Samples in k-space. */
  readonly sampled: number;
  /** Samples that give the image's pixel size: k-space is zero-filled or cropped to them. */
  readonly resampled: number;
  /** Pixels of the image: what is left of the field of view. */
  readonly pixels: number;
}

/** Axes of a volume, fastest first. */
type Geometry = readonly [AxisGeometry, AxisGeometry, AxisGeometry];

/** What axis 0 is in. */
export type ReadoutSpace = "k-space" | "image";

/**
 * From k-space to images of a wanted pixel size and matrix: zero-fill or crop k-space about its centre, transform
 * (centred, unitary), crop or pad the image about its centre. A change of the sample count keeps the intensity
 * (× √(resampled / sampled)). Axes of one sample are not transformed.
 * @param data `[count][axis 2][axis 1][axis 0]` complex, interleaved; not changed
 * @param axes fastest first
 * @param count k-spaces that follow one another in `data`
 * @param readout what axis 0 is in: if in image space already, it is transformed only where it must be resampled
 * @param images gets the result, `[count][z][y][x]` complex
 * @returns `images`
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function toImageSpace(
  data: Float32Array | Scattered,
  axes: Geometry,
  count: number,
  readout: ReadoutSpace = "k-space",
  images: Float32Array = new Float32Array(2 * volume(axes) * count),
): Float32Array {
  const { length, room, pixels } = requireGeometry(data, axes, count);
  requireLength("the images", images, 2 * pixels * count);
  const toImage = volumeTransform(axes, readout);
  const [kSpace, work] = heapStretches(room, room) as [Float32Array, Float32Array];
  for (let i = 0; i < count; i++) {
    copyStretch(data, i * length, kSpace.subarray(0, length));
    images.set(toImage(kSpace, work).subarray(0, 2 * pixels), 2 * pixels * i);
  }
  return images;
}

/**
 * From k-space to images combined over the coils by √Σ|c|²: {@link toImageSpace} and then the root sum of squares, without
 * an array of coil images in between.
 * @param data `[count / coils][coils][axis 2][axis 1][axis 0]` complex; not changed
 * @param combined gets the result, `[count / coils][z][y][x]` complex, with an imaginary part of zero
 * @returns `combined`
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function toCombinedImages(
  data: Float32Array | Scattered,
  axes: Geometry,
  coils: number,
  count: number,
  readout: ReadoutSpace = "k-space",
  combined: Float32Array = new Float32Array((2 * volume(axes) * count) / coils),
): Float32Array {
  requireCount("the number of coils", coils, 1);
  requireCount("the number of images", count / coils, 1);
  const { length, room, pixels } = requireGeometry(data, axes, count);
  requireLength("the combined images", combined, (2 * pixels * count) / coils);
  const toImage = volumeTransform(axes, readout);
  const [kSpace, work, sums] = heapStretches(room, room, pixels) as [Float32Array, Float32Array, Float32Array];
  for (let image = 0; image < count / coils; image++) {
    sums.fill(0);
    for (let i = image * coils; i < (image + 1) * coils; i++) {
      copyStretch(data, i * length, kSpace.subarray(0, length));
      kernels.addSquares(toImage(kSpace, work).byteOffset, sums.byteOffset, pixels);
    }
    kernels.rootsToComplex(sums.byteOffset, work.byteOffset, pixels);
    combined.set(work.subarray(0, 2 * pixels), 2 * pixels * image);
  }
  return combined;
}

/** What the tasks of a worker pool need to know beside the data. */
export interface ImageWork {
  readonly axes: Geometry;
  readonly coils: number;
  readonly count: number;
  readonly readout: ReadoutSpace;
}

export function runToImages(
  { axes, count, readout }: ImageWork,
  data: Float32Array | Scattered,
  images: Float32Array,
): void {
  toImageSpace(data, axes, count, readout, images);
}

export function runToCombinedImages(work: ImageWork, data: Float32Array | Scattered, combined: Float32Array): void {
  toCombinedImages(data, work.axes, work.coils, work.count, work.readout, combined);
}

/** {@link toImageSpace} and {@link toCombinedImages} as tasks of a worker pool. */
export const imageTask = defineTask("to-images", runToImages);
export const combinedImageTask = defineTask("to-combined-images", runToCombinedImages);

/**
 * Elements of the largest volume on its way to an image: axes change their size one after the other, and may have grown along
 * one before they shrink along the next.
 */
export function volumeOnTheWay(axes: Geometry): number {
  return 2 * axes.reduce((product, { sampled, pixels }) => product * Math.max(sampled, pixels), 1);
}

/** Checks that `data` are `count` volumes; floats of a volume, of the largest on its way to an image, and the pixels. */
function requireGeometry(data: Float32Array | Scattered, axes: Geometry, count: number) {
  requireCount("the number of k-spaces", count, 0);
  for (const size of axes.flatMap(({ sampled, resampled, pixels }) => [sampled, resampled, pixels])) {
    requireCount("the size of an axis", size, 1);
  }
  const length = 2 * axes.reduce((product, { sampled }) => product * sampled, 1);
  requireLength(`${count} k-spaces of ${axes.map(({ sampled }) => sampled).join(" × ")}`, data, length * count);
  return { length, room: volumeOnTheWay(axes), pixels: volume(axes) };
}

/** Pixels of an image. */
function volume(axes: Geometry): number {
  return axes.reduce((product, { pixels }) => product * pixels, 1);
}

/**
 * Transforms one volume, axis by axis; each leaves with its number of pixels.
 * @returns a function of the volume and of another stretch of the heap, which returns the one that holds the image
 */
function volumeTransform(
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
