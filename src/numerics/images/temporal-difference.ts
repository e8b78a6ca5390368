import { requireLength } from "../errors.ts";

/**
 * Temporal difference of each pixel over consecutive images: the mean of |Δⁿ|, where Δⁿ is the difference of order n,
 * `numpy.diff(a, n)`. It is 0 for order 2 if a pixel grows linearly, and for order 3 if it grows quadratically.
 * @param images all with the same number of pixels
 * @param order n
 * @returns one value per pixel; `undefined` unless there are more than n images
 * @throws NumericsError `shape-mismatch`
 */
export function meanDifference(images: readonly ArrayLike<number>[], order: number): Float64Array | undefined {
  const differences = images.length - order;
  if (differences < 1) return undefined;
  const pixels = images[0]!.length;
  for (const image of images) requireLength("an image", image, pixels);
  const weights = binomials(order);
  const sums = new Float64Array(pixels);
  for (let first = 0; first < differences; first++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      let difference = 0;
      for (let i = 0; i <= order; i++) difference += weights[i]! * images[first + i]![pixel]!;
      sums[pixel]! += Math.abs(difference);
    }
  }
  return sums.map((sum) => sum / differences);
}

/** (−1)ⁿ⁻ⁱ · (n choose i) for each i. */
function binomials(n: number): number[] {
  let row = [1];
  for (let i = 0; i < n; i++) row = [...row, 0].map((value, j) => (row[j - 1] ?? 0) - value);
  return row;
}
