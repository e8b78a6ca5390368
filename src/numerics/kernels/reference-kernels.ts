import type { LineLayout } from "../fft/index.ts";

/**
 * Reference implementations of the kernels in plain TypeScript: they specify the kernels, whose tests compare with
 * them. Complex samples are interleaved. Where a kernel takes a pointer, its reference takes an array.
 */

/** Multiplies `count` floats. */
export function scale(data: Float32Array, count: number, factor: number): void {
  for (let i = 0; i < count; i++) data[i]! *= factor;
}

/** Adds |c|² of complex pixels to real sums. */
export function addSquares(source: Float32Array, sums: Float32Array, pixels: number): void {
  for (let i = 0; i < pixels; i++) sums[i]! += source[2 * i]! ** 2 + source[2 * i + 1]! ** 2;
}

/** Writes complex pixels whose real part is the square root of a sum and whose imaginary part is zero. */
export function rootsToComplex(sums: Float32Array, target: Float32Array, pixels: number): void {
  for (let i = 0; i < pixels; i++) {
    target[2 * i] = Math.sqrt(sums[i]!);
    target[2 * i + 1] = 0;
  }
}

/** |c| of complex pixels. */
export function magnitudes(source: Float32Array, target: Float32Array, pixels: number): void {
  for (let i = 0; i < pixels; i++) {
    target[i] = Math.sqrt(source[2 * i]! * source[2 * i]! + source[2 * i + 1]! * source[2 * i + 1]!);
  }
}

/** Number of values that are NaN or infinite. */
export function countNonFinite(values: Float32Array, count: number): number {
  return values.subarray(0, count).filter((value) => !Number.isFinite(value)).length;
}

/** The largest finite value, or 0 if none is positive. */
export function finiteMaximum(values: Float32Array, count: number): number {
  return values.subarray(0, count).reduce((most, value) => (Number.isFinite(value) ? Math.max(most, value) : most), 0);
}

/**
 * Applies a coil transform: out_j = Σ_i d_i W_ij at every sample, over the coils i whose weight is not zero.
 * @param matrix W, `[coilsIn][coilsOut]` complex
 * @param source `[coilsIn][samples]` complex
 * @param target `[coilsOut][samples]` complex
 * @param samples even
 */
export function transformCoils(
  matrix: Float32Array,
  source: Float32Array,
  target: Float32Array,
  coilsIn: number,
  coilsOut: number,
  samples: number,
): void {
  for (let j = 0; j < coilsOut; j++) {
    for (let s = 0; s < samples; s++) {
      let [re, im] = [0, 0];
      for (let i = 0; i < coilsIn; i++) {
        if (matrix[2 * (i * coilsOut + j)] === 0 && matrix[2 * (i * coilsOut + j) + 1] === 0) continue;
        const [a, b] = [source[2 * (i * samples + s)]!, source[2 * (i * samples + s) + 1]!];
        const [c, d] = [matrix[2 * (i * coilsOut + j)]!, matrix[2 * (i * coilsOut + j) + 1]!];
        re += a * c - b * d;
        im += a * d + b * c;
      }
      target[2 * (j * samples + s)] = re;
      target[2 * (j * samples + s) + 1] = im;
    }
  }
}

/**
 * The discrete Fourier transform of lines, X_k = factor · Σ_n x_n e^{∓2πi (n − c)(k − c) / N} with c = floor(N / 2),
 * where sample n of N is sample n − c + center of the line, or zero if the line has no such sample; the same applies to
 * the output.
 * @param swapped computes the inverse transform, with +i in the exponent
 */
export function transform(
  length: number,
  source: LineLayout,
  target: LineLayout,
  count: number,
  factor: number,
  swapped: boolean,
): void {
  const [first, end] = [-Math.floor(length / 2), Math.ceil(length / 2)];
  for (let line = 0; line < count; line++) {
    const results: [number, number][] = [];
    for (let k = -target.center; k < target.samples - target.center; k++) {
      let [re, im] = [0, 0];
      for (let n = Math.max(first, -source.center); n < Math.min(end, source.samples - source.center); n++) {
        const from = 2 * ((source.center + n) * source.sampleStep + line * source.lineStep);
        const angle = ((swapped ? 2 : -2) * Math.PI * ((n * k) % length)) / length;
        re += source.data[from]! * Math.cos(angle) - source.data[from + 1]! * Math.sin(angle);
        im += source.data[from]! * Math.sin(angle) + source.data[from + 1]! * Math.cos(angle);
      }
      results.push(k >= first && k < end ? [factor * re, factor * im] : [0, 0]);
    }
    for (const [i, pair] of results.entries()) {
      target.data.set(pair, 2 * (i * target.sampleStep + line * target.lineStep));
    }
  }
}
