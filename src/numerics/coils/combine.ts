import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { kernels, withScratch } from "../kernels/heap.ts";

/**
 * Combines the coils of each image by √Σ|c|².
 * @param coilImages `[count / coils][coils][pixels]` complex, interleaved
 * @param coils number of coils of an image
 * @param count total number of coil images
 * @returns `[count / coils][pixels]` complex, with an imaginary part of zero
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function combineRootSumOfSquares(
  coilImages: Float32Array,
  coils: number,
  count: number,
): Float32Array<ArrayBuffer> {
  requireCount("the number of coils", coils, 1);
  const images = count / coils;
  requireCount("the number of images", images, 1);
  const pixels = coilImages.length / (2 * count);
  requireLength(
    `${count} coil images of ${counted(Math.floor(pixels), "pixel")}`,
    coilImages,
    2 * count * Math.floor(pixels),
  );

  const combined = new Float32Array(2 * pixels * images);
  withScratch([2 * pixels, pixels], (plane, sums) => {
    for (let image = 0; image < images; image++) {
      sums.fill(0);
      for (let coil = 0; coil < coils; coil++) {
        const start = 2 * pixels * (image * coils + coil);
        plane.set(coilImages.subarray(start, start + 2 * pixels));
        kernels.addSquares(plane.byteOffset, sums.byteOffset, pixels);
      }
      kernels.roots(sums.byteOffset, pixels);
      for (let pixel = 0; pixel < pixels; pixel++) combined[2 * (pixels * image + pixel)] = sums[pixel]!;
    }
  });
  return combined;
}
