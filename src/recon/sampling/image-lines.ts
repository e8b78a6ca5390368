import type { KSpace } from "../../gadget-api/index.ts";
import type { AcquisitionHeader } from "../../mrd/index.ts";

/** The lines of one image of a k-space, `[e2][e1]`. */
export interface ImageLines {
  readonly counts: Uint32Array;
  readonly headers: readonly (AcquisitionHeader | undefined)[];
  /** The header of any of its lines; `undefined` if it has none. */
  readonly anyHeader: AcquisitionHeader | undefined;
}

/** @param image index of the image, `[slices][s][n]` */
export function imageLines({ shape, counts, headers }: KSpace, image: number): ImageLines {
  const plane = shape.e1 * shape.e2;
  const [from, to] = [image * plane, (image + 1) * plane];
  const ownHeaders = headers.slice(from, to);
  return {
    counts: counts.subarray(from, to),
    headers: ownHeaders,
    anyHeader: ownHeaders.find((header) => header !== undefined),
  };
}

/** The samples of a line on the grid that a readout fills: all, or those of a short one around the centre. */
export function acquiredSamples(
  { numberOfSamples, discardPre, discardPost, centerSample }: AcquisitionHeader,
  e0: number,
): { readonly first: number; readonly last: number } {
  if (numberOfSamples - discardPre - discardPost >= e0) return { first: 0, last: e0 - 1 };
  const start = numberOfSamples === e0 ? 0 : Math.floor(e0 / 2) - centerSample;
  return { first: start + discardPre, last: start + numberOfSamples - discardPost - 1 };
}

/** Number of images of a k-space. */
export function imageCount({ shape }: Pick<KSpace, "shape">): number {
  return shape.n * shape.s * shape.slices;
}

/**
 * The image of a reference that belongs to an image: of the same slice, and of the same contrast, set and phase if
 * there is one.
 * @returns its index, `[slices][s][n]`; `undefined` if the reference has no lines of that slice
 */
export function referenceImage(reference: KSpace, of: AcquisitionHeader): number | undefined {
  let best: number | undefined;
  let bestEqual = -1;
  for (let image = 0; image < imageCount(reference); image += 1) {
    const header = imageLines(reference, image).anyHeader;
    if (header === undefined || header.slice !== of.slice) continue;
    const equal = (["contrast", "set", "phase", "repetition", "average"] as const).reduce(
      (sum, counter) => sum + Number(header[counter] === of[counter]),
      0,
    );
    if (equal <= bestEqual) continue;
    [best, bestEqual] = [image, equal];
  }
  return best;
}
