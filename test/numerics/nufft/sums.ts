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

/** Σ_j s_j e^{2πi k·r} of one coil, in float64. @param k `[samples][axes]` @param shape pixels, x first */
export function exactAdjoint(k: Float32Array, data: Float32Array, shape: readonly number[]): Float64Array {
  const image = new Float64Array(2 * shape.reduce((all, size) => all * size, 1));
  for (let j = 0; j < data.length / 2; j += 1) {
    const [re, im, wave] = [data[2 * j]!, data[2 * j + 1]!, waveOf(k, j, shape)];
    for (let at = 0; at < image.length; at += 2) {
      image[at]! += re * wave[at]! - im * wave[at + 1]!;
      image[at + 1]! += re * wave[at + 1]! + im * wave[at]!;
    }
  }
  return image;
}

/** Σ_r ρ(r) e^{−2πi k·r} of one coil, in float64. */
export function exactForward(k: Float32Array, image: Float32Array, shape: readonly number[]): Float64Array {
  const data = new Float64Array((2 * k.length) / shape.length);
  for (let j = 0; j < data.length / 2; j += 1) data.set(inner(waveOf(k, j, shape), image), 2 * j);
  return data;
}

/** e^{2πi k·r} of a sample at all pixels r = −floor(n / 2), …: products of the waves along the axes. */
function waveOf(k: Float32Array, sample: number, shape: readonly number[]): Float64Array {
  return shape.reduce(
    (wave, size, axis) => {
      const product = new Float64Array(wave.length * size);
      for (let i = 0; i < size; i += 1) {
        const angle = 2 * Math.PI * k[sample * shape.length + axis]! * (i - Math.floor(size / 2));
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        for (let from = 0, to = i * wave.length; from < wave.length; from += 2, to += 2) {
          product[to] = wave[from]! * cos - wave[from + 1]! * sin;
          product[to + 1] = wave[from]! * sin + wave[from + 1]! * cos;
        }
      }
      return product;
    },
    Float64Array.of(1, 0),
  );
}
