import { randomGaussian } from "../../../src/numerics/index.ts";

/** Sums by definition, and data for the tests of non-uniform transforms. */

/** Random points of the square or cube from −0.5 to 0.5, `[count][dimensions]`. */
export function randomPoints(count: number, dimensions: number, seed = 1): Float32Array {
  const next = randomGaussian(seed);
  return Float32Array.from({ length: dimensions * count }, () => ((((next() * 7.31) % 1) + 1) % 1) - 0.5);
}

/** Positive weights. */
export function randomWeights(count: number, seed = 9): Float32Array {
  return Float32Array.from({ length: count }, randomGaussian(seed)).map((value) => 0.1 + Math.abs(value));
}

/** Σ conj(a) b. */
export function inner(a: ArrayLike<number>, b: ArrayLike<number>): readonly [number, number] {
  let [re, im] = [0, 0];
  for (let i = 0; i < a.length; i += 2) {
    re += a[i]! * b[i]! + a[i + 1]! * b[i + 1]!;
    im += a[i]! * b[i + 1]! - a[i + 1]! * b[i]!;
  }
  return [re, im];
}
