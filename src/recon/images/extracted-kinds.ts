import type { ImageArray } from "../../gadget-api/index.ts";
import { MagnitudeImages } from "../../gadget-api/kinds/index.ts";
import { ImageType } from "../../mrd/index.ts";
import { imag, magnitude, phase, real } from "../../numerics/images/index.ts";

/** Some pixels of images: the first, and the one after the last. */
interface PixelRange {
  readonly images: ImageArray;
  readonly first: number;
  readonly end: number;
}

/**
 * The kinds of images, and the offset of their series, as in Gadgetron. Pixels are real but for complex images: those of
 * phases in radians, −π..π.
 */
export const extractedKinds = {
  magnitude: { type: ImageType.magnitude, offset: 0, pixels: magnitudeOf },
  real: { type: ImageType.real, offset: 1000, pixels: (range: PixelRange) => real(complexOf(range)) },
  imag: { type: ImageType.imag, offset: 2000, pixels: (range: PixelRange) => imag(complexOf(range)) },
  phase: { type: ImageType.phase, offset: 3000, pixels: (range: PixelRange) => phase(complexOf(range)) },
  complex: { type: ImageType.complex, offset: 4000, pixels: (range: PixelRange) => complexOf(range).slice() },
} as const;

function magnitudeOf(range: PixelRange): Float32Array {
  const pixels = MagnitudeImages.pixelsOf(range.images);
  if (pixels === undefined) return magnitude(complexOf(range));
  // Of a single image the array itself: only that can be released.
  return range.end - range.first === pixels.length ? pixels : pixels.subarray(range.first, range.end);
}

function complexOf({ images, first, end }: PixelRange): Float32Array {
  return images.data.subarray(2 * first, 2 * end);
}
