import type { ImageArray, KSpace } from "../../gadget-api/index.ts";
import { imageCount, imageLines } from "../sampling/index.ts";

/** The samples of readouts that were acquired, not discarded or padded. */
function readoutRange({ shape, headers }: KSpace) {
  const header = headers.find((each) => each !== undefined);
  if (header === undefined) return { first: 0, last: shape.e0 - 1 };
  const { numberOfSamples, discardPre, discardPost } = header;
  if (numberOfSamples !== shape.e0) return { first: 0, last: shape.e0 - 1 };
  return { first: discardPre, last: shape.e0 - 1 - discardPost };
}

/** What was sampled along each axis, before lines were filled. */
export function sampledAxes(
  kSpace: KSpace,
  acceleration: readonly [number, number],
): NonNullable<ImageArray["sampled"]> {
  const along = ({ first, last }: { first: number; last: number }, step: number) => ({ first, last, step });
  return [along(readoutRange(kSpace), 1), along(kSpace.e1, acceleration[0]), along(kSpace.e2, acceleration[1])];
}

/**
 * √ of the samples of the grid per acquired sample, for units of the noise: unmixing scaled by it keeps the noise of an
 * image, up to the g-factor (P. Kellman and E. McVeigh, Magn Reson Med 54:1439, 2005). Images of one slice, along n and
 * s, have a common factor, so that they can be compared.
 */
export function noiseScale(kSpace: KSpace, image: number): number {
  const { e0, e1, e2, n, s } = kSpace.shape;
  const first = Math.floor(image / (n * s)) * n * s;
  let [lines, images] = [0, 0];
  for (let i = first; i < first + n * s && i < imageCount(kSpace); i += 1) {
    const acquired = imageLines(kSpace, i).counts.reduce((sum, count) => sum + Number(count > 0), 0);
    lines += acquired;
    images += Number(acquired > 0);
  }
  if (lines === 0) return 1;
  const { first: from, last } = readoutRange(kSpace);
  return Math.sqrt(((images * e1 * e2) / lines) * (e0 / (last - from + 1)));
}
