import { type Direction, transformAxis } from "../../src/numerics/fft/index.ts";
import { randomGaussian } from "../../src/numerics/index.ts";

/** Independent references and measures for the tests of numerics. */

/** Complex gaussian samples, interleaved. */
export function randomComplex(samples: number, seed: number): Float32Array<ArrayBuffer> {
  const gaussian = randomGaussian(seed);
  return Float32Array.from({ length: 2 * samples }, gaussian);
}

/** A copy of contiguous lines, each transformed. */
export function transformedLines(direction: Direction, data: Float32Array, length: number): Float32Array {
  const result = data.slice();
  transformAxis(result, [length, data.length / (2 * length)], 0, direction);
  return result;
}

/** The real parts of complex numbers. */
export function realParts(data: Float64Array): Float64Array {
  return data.filter((_, i) => i % 2 === 0);
}

/** ‖actual − expected‖ / ‖expected‖, or ‖actual‖ where everything is expected to be zero. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i]! - expected[i]!) ** 2;
    norm += expected[i]! ** 2;
  }
  return Math.sqrt(norm === 0 ? difference : difference / norm);
}

/** The tolerance for a transform of N samples against float64. */
export function transformTolerance(length: number): number {
  return 2e-7 * Math.log2(length);
}

/**
 * Centred unitary DFT of one line straight from its definition, in float64:
 * X_k = Σ x_n exp(∓2πi (n − c)(k − c) / N) / √N with c = floor(N/2).
 */
export function directTransform(direction: Direction, line: Float32Array): Float64Array {
  const length = line.length / 2;
  const centre = Math.floor(length / 2);
  const sign = direction === "forward" ? -1 : 1;
  const cos = Float64Array.from({ length }, (_, i) => Math.cos((2 * Math.PI * i) / length));
  const sin = Float64Array.from({ length }, (_, i) => sign * Math.sin((2 * Math.PI * i) / length));
  const result = new Float64Array(2 * length);
  for (let k = 0; k < length; k++) {
    let re = 0;
    let im = 0;
    for (let n = 0; n < length; n++) {
      const turn = ((((n - centre) * (k - centre)) % length) + length) % length;
      re += line[2 * n]! * cos[turn]! - line[2 * n + 1]! * sin[turn]!;
      im += line[2 * n]! * sin[turn]! + line[2 * n + 1]! * cos[turn]!;
    }
    result[2 * k] = re / Math.sqrt(length);
    result[2 * k + 1] = im / Math.sqrt(length);
  }
  return result;
}
