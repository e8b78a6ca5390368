import type { ImageArray, KSpace, KSpaceShape } from "../../gadget-api/index.ts";
import type { Encoding } from "../../mrd/index.ts";
import { imageCount, imageLines } from "../sampling/index.ts";

/**
 * The samples of the full echo that were acquired: those that the header names once `asymmetric-echo` has padded the
 * readouts, or all.
 */
function readoutRange({ e0 }: KSpaceShape, { encodingLimits }: Encoding): { first: number; last: number } {
  const { minimum, maximum, center } = encodingLimits.kspaceEncodingStep0 ?? { minimum: 0, maximum: -1, center: 0 };
  const isOnGrid = center === Math.floor(e0 / 2) && minimum >= 0 && minimum < maximum && maximum < e0;
  return isOnGrid ? { first: minimum, last: maximum } : { first: 0, last: e0 - 1 };
}

/** What was sampled along each axis, before lines were filled. */
export function sampledAxes(
  kSpace: KSpace,
  encoding: Encoding,
  acceleration: readonly [number, number],
): NonNullable<ImageArray["sampled"]> {
  const along = ({ first, last }: { first: number; last: number }, step: number) => ({ first, last, step });
  return [
    along(readoutRange(kSpace.shape, encoding), 1),
    along(kSpace.e1, acceleration[0]),
    along(kSpace.e2, acceleration[1]),
  ];
}

/**
 * √ of the samples of the grid per acquired sample, for units of the noise: unmixing scaled by it keeps the noise of an
 * image, up to the g-factor (P. Kellman and E. McVeigh, Magn Reson Med 54:1439, 2005). Images of one slice, along n and
 * s, have a common factor, so that they can be compared.
 */
export function noiseScale(kSpace: KSpace, encoding: Encoding, image: number): number {
  const { e0, e1, e2, n, s } = kSpace.shape;
  const first = Math.floor(image / (n * s)) * n * s;
  let [lines, images] = [0, 0];
  for (let i = first; i < first + n * s && i < imageCount(kSpace); i += 1) {
    const acquired = imageLines(kSpace, i).counts.reduce((sum, count) => sum + Number(count > 0), 0);
    lines += acquired;
    images += Number(acquired > 0);
  }
  if (lines === 0) return 1;
  const { first: from, last } = readoutRange(kSpace.shape, encoding);
  return Math.sqrt(((images * e1 * e2) / lines) * (e0 / (last - from + 1)));
}
