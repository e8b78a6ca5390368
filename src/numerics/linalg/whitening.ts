import { requireCount, requireLength } from "../errors.ts";
import { cholesky, invertUpper, NotPositiveDefiniteError } from "./cholesky.ts";

/** How to make a whitening matrix; without options, W = R⁻¹. */
export interface WhiteningOptions {
  /** s, a real factor of the whole matrix. Default 1. */
  readonly scale?: number;
  /** Coils, counted from 0, that are scaled but not mixed: their covariances with others count as zero. */
  readonly alone?: readonly number[];
  /** Leave out coils that are dead or a mixture of those before them, instead of throwing. Default false. */
  readonly drop?: boolean;
}

/**
 * W = s R⁻¹ of a noise covariance C = RᴴR. Of data D with samples as rows, D·W ({@link applyToCoils}) has s² times the
 * identity as its covariance.
 * @param covariance C as {@link CovarianceAccumulator} makes it, `[coils][coils]` complex, interleaved; not changed
 * @returns W in the same layout, upper triangular; rows and columns of dropped coils are zero. `dropped` is ascending
 * @throws NotPositiveDefiniteError whose `row` is the coil: the first singular one, or with `drop` the last, if none is
 *   left; NumericsError `shape-mismatch`, `bad-length`
 */
export function whiteningMatrix(
  covariance: Float64Array,
  coils: number,
  { scale = 1, alone = [], drop = false }: WhiteningOptions = {},
): { matrix: Float64Array<ArrayBuffer>; dropped: readonly number[] } {
  requireCount("the number of coils", coils, 1);
  requireLength(`a covariance of ${coils} coils`, covariance, 2 * coils * coils);
  const apart = separated(covariance, coils, alone);
  const live = Array.from({ length: coils }, (_, coil) => coil);
  const dropped: number[] = [];
  for (;;) {
    try {
      const inverse = invertUpper(cholesky(picked(apart, coils, live), live.length), live.length);
      return { matrix: spread(inverse, live, coils, scale), dropped: dropped.sort((a, b) => a - b) };
    } catch (error) {
      if (!(error instanceof NotPositiveDefiniteError)) throw error;
      const coil = live[error.row]!;
      if (!drop || live.length === 1)
        throw new NotPositiveDefiniteError(coil, error.pivot, apart[2 * (coil * coils + coil)]!);
      dropped.push(coil);
      live.splice(error.row, 1);
    }
  }
}

/** A copy in which some coils share no noise with any other. */
function separated(covariance: Float64Array, coils: number, alone: readonly number[]): Float64Array {
  const result = covariance.slice();
  for (const coil of alone) {
    requireCount("a coil", coil, 0);
    requireCount("the number of coils", coils, coil + 1);
    for (let other = 0; other < coils; other++) {
      if (other === coil) continue;
      result.fill(0, 2 * (coil * coils + other), 2 * (coil * coils + other) + 2);
      result.fill(0, 2 * (other * coils + coil), 2 * (other * coils + coil) + 2);
    }
  }
  return result;
}

/** Rows and columns of some coils. */
function picked(matrix: Float64Array, coils: number, live: readonly number[]): Float64Array {
  return Float64Array.from(
    live.flatMap((i) => live.flatMap((j) => [...matrix.subarray(2 * (i * coils + j), 2 * (i * coils + j) + 2)])),
  );
}

/** The opposite of {@link picked}, times a factor. */
function spread(
  matrix: Float64Array,
  live: readonly number[],
  coils: number,
  scale: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(2 * coils * coils);
  for (const [row, i] of live.entries()) {
    for (const [column, j] of live.entries()) {
      const from = 2 * (row * live.length + column);
      result[2 * (i * coils + j)] = scale * matrix[from]!;
      result[2 * (i * coils + j) + 1] = scale * matrix[from + 1]!;
    }
  }
  return result;
}
