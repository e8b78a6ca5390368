import { cropOrPad } from "./crop.ts";
import { scale } from "./pixels.ts";
import { transformAxis } from "./transform/axis.ts";

/** How one axis becomes a side of the image. */
export interface AxisGeometry {
  /** Samples in k-space. */
  readonly sampled: number;
  /** Samples that give the image's pixel size: k-space is zero-filled or cropped to them. */
  readonly resampled: number;
  /** Pixels of the image: what is left of the field of view. */
  readonly pixels: number;
}

/**
 * From k-space to images of a wanted pixel size and matrix: zero-fill or crop k-space about its centre, transform
 * (centred, unitary), crop or pad the image about its centre. A change of the sample count keeps the intensity
 * (× √(resampled / sampled)). Axes of one sample are not transformed.
 * @param data `[count][axis 2][axis 1][axis 0]` complex, interleaved; not changed
 * @param axes fastest first
 * @param count k-spaces that follow one another in `data`
 * @param readout what axis 0 is in: if in image space already, it is transformed only where it must be resampled
 * @returns `[count][z][y][x]` complex, in an array of its own
 */
export function toImageSpace(
  data: Float32Array,
  axes: readonly [AxisGeometry, AxisGeometry, AxisGeometry],
  count: number,
  readout: "k-space" | "image" = "k-space",
): Float32Array<ArrayBuffer> {
  const sampled = [...axes.map((axis) => axis.sampled), count];
  const resampled = [...axes.map((axis) => axis.resampled), count];
  const pixels = [...axes.map((axis) => axis.pixels), count];

  const kept = readout === "image" && sampled[0] === resampled[0];
  if (readout === "image" && !kept) {
    const kSpace = data.slice();
    transformAxis(kSpace, sampled, 0, "forward");
    return toImageSpace(kSpace, axes, count);
  }
  const image = cropOrPad(data, sampled, resampled);
  const gain = axes.reduce((product, axis) => product * Math.sqrt(axis.resampled / axis.sampled), 1);
  if (gain !== 1) scale(image, gain, image);
  for (const [axis, size] of resampled.slice(0, axes.length).entries()) {
    if (size > 1 && !(axis === 0 && kept)) transformAxis(image, resampled, axis, "inverse");
  }
  return pixels.every((size, axis) => size === resampled[axis]) ? image : cropOrPad(image, resampled, pixels);
}
