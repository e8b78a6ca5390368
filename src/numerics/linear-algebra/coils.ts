import { NumericsError, requireCount, requireDisjoint } from "../errors.ts";

/** Complex samples whose input of all coils stays in the cache while the outputs are made. */
const BLOCK = 512;

/**
 * Mixes coils: the row of coil values of each sample times a matrix, out_j = Σ_i d_i W_ij. A zero in the matrix costs
 * nothing, so a triangular one takes half the time.
 * @param matrix W, `[coilsIn][coilsOut]` complex, interleaved, row-major
 * @param data `[coilsIn][samples]` complex; not changed
 * @param out `[coilsOut][samples]` complex; must not share memory with `data`
 * @returns `out`
 * @throws NumericsError `shape-mismatch`, `overlapping-arrays`
 */
export function applyToCoils<Out extends Float32Array>(
  matrix: Float32Array | Float64Array,
  data: Float32Array,
  samples: number,
  out: Out,
): Out {
  requireCount("the number of samples", samples, 0);
  requireDisjoint(out, data);
  const coilsIn = samples === 0 ? 0 : data.length / (2 * samples);
  const coilsOut = samples === 0 ? 0 : out.length / (2 * samples);
  if (
    samples > 0 &&
    !(matrix.length === 2 * coilsIn * coilsOut && Number.isInteger(coilsIn) && Number.isInteger(coilsOut))
  ) {
    throw new NumericsError(
      "shape-mismatch",
      `a matrix of ${matrix.length} elements can't lead from ${coilsIn} to ${coilsOut} coils of ${samples} samples`,
    );
  }
  out.fill(0);
  for (let start = 0; start < samples; start += BLOCK) {
    const length = 2 * Math.min(BLOCK, samples - start);
    for (let j = 0; j < coilsOut; j++) {
      let first = nextNonZero(matrix, coilsIn, coilsOut, 0, j);
      while (first < coilsIn) {
        const second = nextNonZero(matrix, coilsIn, coilsOut, first + 1, j);
        const a = 2 * (first * coilsOut + j);
        const b = 2 * (second * coilsOut + j);
        const alone = second >= coilsIn;
        addPair(
          data,
          2 * (first * samples + start),
          matrix[a]!,
          matrix[a + 1]!,
          2 * ((alone ? first : second) * samples + start),
          alone ? 0 : matrix[b]!,
          alone ? 0 : matrix[b + 1]!,
          out,
          2 * (j * samples + start),
          length,
        );
        first = nextNonZero(matrix, coilsIn, coilsOut, second + 1, j);
      }
    }
  }
  return out;
}

/** First row from `i` on in which column `j` is not zero, or one past the last. */
function nextNonZero(matrix: Float32Array | Float64Array, rows: number, columns: number, i: number, j: number): number {
  let row = i;
  while (row < rows && matrix[2 * (row * columns + j)] === 0 && matrix[2 * (row * columns + j) + 1] === 0) row++;
  return row;
}

/** Adds two weighted lines to a third. Two at a time, as that halves the traffic to and from `out`. */
function addPair(
  data: Float32Array,
  from: number,
  weightRe: number,
  weightIm: number,
  other: number,
  otherRe: number,
  otherIm: number,
  out: Float32Array,
  to: number,
  length: number,
): void {
  for (let d = from, e = other, o = to; o < to + length; d += 2, e += 2, o += 2) {
    const re = data[d]!;
    const im = data[d + 1]!;
    const re2 = data[e]!;
    const im2 = data[e + 1]!;
    out[o]! += re * weightRe - im * weightIm + re2 * otherRe - im2 * otherIm;
    out[o + 1]! += re * weightIm + im * weightRe + re2 * otherIm + im2 * otherRe;
  }
}
