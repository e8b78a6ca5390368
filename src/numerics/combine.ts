import { rootSumOfSquares } from "./pixels.ts";

/**
 * Combines the coils of each image by √Σ|c|².
 * @param coilImages `[count / coils][coils][pixels]` complex, interleaved
 * @param coils of one image
 * @param count coil images in all
 * @returns `[count / coils][pixels]` complex, with an imaginary part of zero
 */
export function combineRootSumOfSquares(
  coilImages: Float32Array,
  coils: number,
  count: number,
): Float32Array<ArrayBuffer> {
  const pixels = coilImages.length / (2 * count);
  const images = count / coils;
  const combined = new Float32Array(2 * pixels * images);
  const magnitudes = new Float32Array(pixels);
  for (let image = 0; image < images; image++) {
    const start = 2 * image * coils * pixels;
    rootSumOfSquares(coilImages.subarray(start, start + 2 * coils * pixels), pixels, coils, magnitudes);
    for (let i = 0, o = 2 * image * pixels; i < pixels; i++, o += 2) combined[o] = magnitudes[i]!;
  }
  return combined;
}
