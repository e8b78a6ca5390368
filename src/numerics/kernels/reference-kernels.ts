import type { LineLayout } from "../fft/index.ts";

export * from "./reference-cholesky.ts";
export * from "./reference-gridding.ts";
export * from "./reference-packed.ts";
export * from "./reference-windows.ts";

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

/** Replaces values by their square roots. */
export function roots(values: Float32Array, count: number): void {
  for (let i = 0; i < count; i++) values[i] = Math.sqrt(values[i]!);
}

/** Products of complex pixels. */
export function multiply(a: Float32Array, b: Float32Array, target: Float32Array, pixels: number): void {
  for (let i = 0; i < 2 * pixels; i += 2) {
    target[i] = a[i]! * b[i]! - a[i + 1]! * b[i + 1]!;
    target[i + 1] = a[i + 1]! * b[i]! + a[i]! * b[i + 1]!;
  }
}

/** Adds a · conj(b) of complex pixels to sums. */
export function addTimesConjugate(a: Float32Array, b: Float32Array, sums: Float32Array, pixels: number): void {
  for (let i = 0; i < 2 * pixels; i += 2) {
    sums[i]! += a[i]! * b[i]! + a[i + 1]! * b[i + 1]!;
    sums[i + 1]! += a[i + 1]! * b[i]! - a[i]! * b[i + 1]!;
  }
}

/** Adds a · b of complex pixels to sums. */
export function addProducts(a: Float32Array, b: Float32Array, sums: Float32Array, pixels: number): void {
  for (let i = 0; i < 2 * pixels; i += 2) {
    sums[i]! += a[i]! * b[i]! - a[i + 1]! * b[i + 1]!;
    sums[i + 1]! += a[i + 1]! * b[i]! + a[i]! * b[i + 1]!;
  }
}

/** Sets lines of complex samples to zero where a mask is zero. */
export function clearLines(data: Float32Array, mask: Uint8Array, lines: number, samples: number): void {
  for (let line = 0; line < lines; line++) {
    if (mask[line] === 0) data.fill(0, 2 * samples * line, 2 * samples * (line + 1));
  }
}

/**
 * Σ_x conj(fixed[x]) moving[x + shift] over `count` complex samples, for shifts from 0 on. Pointers are aligned to 8
 * bytes.
 * @param sums `[shifts]` complex
 */
export function correlate(
  fixed: Float32Array,
  moving: Float32Array,
  count: number,
  shifts: number,
  sums: Float64Array,
): void {
  for (let shift = 0; shift < shifts; shift++) {
    let [re, im] = [0, 0];
    for (let x = 0; x < count; x++) {
      const [a, b] = [fixed[2 * x]!, fixed[2 * x + 1]!];
      const [c, d] = [moving[2 * (x + shift)]!, moving[2 * (x + shift) + 1]!];
      re += a * c + b * d;
      im += a * d - b * c;
    }
    sums.set([re, im], 2 * shift);
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

/**
 * Sums of waves at four pixels: M_p = Σ_t c_pt w_t, for pairs p of rows and columns of Hermitian matrices.
 * @param terms c, `[pairs][count]` complex
 * @param waves w, `[count][re, im][4]`
 * @param matrix receives M, `[pairs][re, im][4]`
 */
export function sumWaves(
  terms: Float32Array,
  waves: Float32Array,
  matrix: Float32Array,
  pairs: number,
  count: number,
): void {
  for (let at = 0; at < 8 * pairs; at++) {
    const [pair, part, pixel] = [at >> 3, (at >> 2) & 1, at & 3];
    let sum = 0;
    for (let term = 0; term < count; term++) {
      const [re, im] = [terms[2 * (pair * count + term)]!, terms[2 * (pair * count + term) + 1]!];
      const [cos, sin] = [waves[8 * term + pixel]!, waves[8 * term + 4 + pixel]!];
      sum += part === 0 ? re * cos - im * sin : re * sin + im * cos;
    }
    matrix[at] = sum;
  }
}

/**
 * The eigenvectors of the largest eigenvalues of four Hermitian matrices, by the power method.
 * @param matrix elements (i, j) for j ≤ i, `[pairs][re, im][4]`
 * @param vector `[rows][re, im][4]`: what to start with, and receives the eigenvectors; unchanged for a matrix of zeros
 * @param product scratch memory, of the same length
 * @param values receives the four eigenvalues
 * @param tolerance of the squared change of all four vectors, at which iterations end
 */
export function dominantVectors(
  matrix: Float32Array,
  vector: Float32Array,
  product: Float32Array,
  values: Float32Array,
  rows: number,
  iterations: number,
  tolerance: number,
): void {
  for (let iteration = 0; iteration < iterations; iteration++) {
    let most = 0;
    for (let pixel = 0; pixel < 4; pixel++) {
      for (let i = 0; i < rows; i++) {
        let [re, im] = [0, 0];
        for (let j = 0; j < rows; j++) {
          const pair = i >= j ? (i * (i + 1)) / 2 + j : (j * (j + 1)) / 2 + i;
          const [a, b] = [matrix[8 * pair + pixel]!, (i >= j ? 1 : -1) * (i === j ? 0 : matrix[8 * pair + 4 + pixel]!)];
          const [c, d] = [vector[8 * j + pixel]!, vector[8 * j + 4 + pixel]!];
          re += a * c - b * d;
          im += a * d + b * c;
        }
        product[8 * i + pixel] = re;
        product[8 * i + 4 + pixel] = im;
      }
      let power = 0;
      for (let at = pixel; at < 8 * rows; at += 4) power += product[at]! ** 2;
      values[pixel] = Math.sqrt(power);
      if (power === 0) continue;
      let change = 0;
      for (let at = pixel; at < 8 * rows; at += 4) {
        const next = product[at]! / values[pixel]!;
        change += (next - vector[at]!) ** 2;
        vector[at] = next;
      }
      most = Math.max(most, change);
    }
    if (!(most > tolerance)) break;
  }
}

/**
 * Turns lines of samples into pixels: y_x = Σ_t a_t R_tx + b_t I_tx. With a term for each sample s_n, a = s_n and
 * b = i s_n. With half as many, for a matrix whose rows n and N − 1 − n are conjugates, a = s_n + s_{N−1−n} and
 * b = i (s_n − s_{N−1−n}), or a = s_n and b = 0 in the middle.
 * @param matrix R and I, `[count][2][pixels]` real
 * @param source `[coils][samples]` complex
 * @param terms scratch memory, `[count]` pairs of complex numbers
 * @param target receives `[coils][pixels]` complex
 * @param count samples, or half as many, rounded up
 * @param pixels a multiple of 8
 */
export function regridLines(
  matrix: Float32Array,
  source: Float32Array,
  terms: Float32Array,
  target: Float32Array,
  coils: number,
  samples: number,
  count: number,
  pixels: number,
): void {
  for (let coil = 0; coil < coils; coil++) {
    for (let n = 0; n < count; n++) {
      const [at, other] = [2 * (coil * samples + n), 2 * (coil * samples + samples - 1 - n)];
      const [re, im] = [source[at]!, source[at + 1]!];
      const isPair = count < samples && other !== at;
      const [otherRe, otherIm] = isPair ? [source[other]!, source[other + 1]!] : [0, 0];
      const isMiddle = count < samples && other === at;
      terms.set([re + otherRe, im + otherIm, isMiddle ? 0 : otherIm - im, isMiddle ? 0 : re - otherRe], 4 * n);
    }
    for (let x = 0; x < pixels; x++) {
      let [re, im] = [0, 0];
      for (let n = 0; n < count; n++) {
        const [real, imag] = [matrix[2 * n * pixels + x]!, matrix[(2 * n + 1) * pixels + x]!];
        re += terms[4 * n]! * real + terms[4 * n + 2]! * imag;
        im += terms[4 * n + 1]! * real + terms[4 * n + 3]! * imag;
      }
      target.set([re, im], 2 * (coil * pixels + x));
    }
  }
}
