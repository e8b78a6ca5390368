/**
 * What each kernel computes, in plain TypeScript: the kernels' specification and the judge of their tests. Complex samples
 * are interleaved; arrays hold what the kernels' pointers lead to.
 */

/** Multiplies `count` floats. */
export function scale(data: Float32Array, count: number, factor: number): void {
  for (let i = 0; i < count; i++) data[i]! *= factor;
}

/**
 * Copies `lines` neighbouring columns of a plane `[length][stride]` to contiguous lines `[lines][length]`, with the halves
 * of each line swapped: the shift before a centred transform.
 * @param length a multiple of 4
 */
export function gatherLines(
  source: Float32Array,
  target: Float32Array,
  stride: number,
  length: number,
  lines: number,
): void {
  for (let line = 0; line < lines; line++) {
    for (let sample = 0; sample < length; sample++) {
      const to = 2 * (line * length + ((sample + length / 2) % length));
      const from = 2 * (sample * stride + line);
      target[to] = source[from]!;
      target[to + 1] = source[from + 1]!;
    }
  }
}

/** The way back from {@link gatherLines}, with the halves swapped and every sample multiplied. */
export function scatterLines(
  source: Float32Array,
  target: Float32Array,
  stride: number,
  length: number,
  lines: number,
  factor: number,
): void {
  for (let line = 0; line < lines; line++) {
    for (let sample = 0; sample < length; sample++) {
      const from = 2 * (line * length + ((sample + length / 2) % length));
      const to = 2 * (sample * stride + line);
      target[to] = source[from]! * factor;
      target[to + 1] = source[from + 1]! * factor;
    }
  }
}

/** Adds |c|² of complex pixels to real sums. */
export function addSquares(source: Float32Array, sums: Float32Array, pixels: number): void {
  for (let i = 0; i < pixels; i++) sums[i]! += source[2 * i]! ** 2 + source[2 * i + 1]! ** 2;
}

/** Complex pixels whose real part is the root of a sum, and whose imaginary part is zero. */
export function rootsToComplex(sums: Float32Array, target: Float32Array, pixels: number): void {
  for (let i = 0; i < pixels; i++) {
    target[2 * i] = Math.sqrt(sums[i]!);
    target[2 * i + 1] = 0;
  }
}

/**
 * Mixes coils: out_j = Σ_i d_i W_ij at every sample, over the coils i whose weight is not zero.
 * @param matrix W, `[coilsIn][coilsOut]` complex
 * @param source `[coilsIn][samples]` complex
 * @param target `[coilsOut][samples]` complex
 * @param samples a multiple of 4
 */
export function mixCoils(
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
