import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { invertUpper, NotPositiveDefiniteError, tryCholesky } from "./cholesky.ts";

/** Measured on one core of 2.5 GHz, per cube of the number of coils. */
const SECONDS = 1.6e-9;

/** Estimated time of {@link whiteningMatrix}. */
export function whiteningSeconds(coils: number): number {
  return coils ** 3 * SECONDS;
}

/** Options of {@link whiteningMatrix}. Without any, W = R⁻¹. */
export interface WhiteningOptions {
  /** s, a real factor of the whole matrix. Default 1. */
  readonly scale?: number;
  /**
   * Coils, counted from 0, that are scaled but not combined with others: their covariances with other coils count as
   * zero.
   */
  readonly unmixed?: readonly number[];
  /** Omit coils that are dead or a combination of coils before them, instead of throwing. Default false. */
  readonly drop?: boolean;
}

/**
 * W = s R⁻¹ of a noise covariance C = RᴴR. If D is data with samples as rows, D·W ({@link applyToCoils}) has a
 * covariance of s² times the identity.
 * @param covariance C as {@link CovarianceAccumulator} returns it, `[coils][coils]` complex, interleaved; not changed
 * @returns W in the same layout, upper triangular; rows and columns of dropped coils are zero. `dropped` is ascending
 * @throws NotPositiveDefiniteError whose `row` is the coil: the first singular one, or with `drop` the last one, if
 *   none remains; NumericsError `shape-mismatch`, `bad-length`
 */
export function whiteningMatrix(
  covariance: Float64Array,
  coils: number,
  { scale = 1, unmixed = [], drop = false }: WhiteningOptions = {},
): { matrix: Float64Array<ArrayBuffer>; dropped: readonly number[] } {
  requireCount("the number of coils", coils, 1);
  requireLength(`a covariance of ${counted(coils, "coil")}`, covariance, 2 * coils * coils);
  const separated = withoutCovariances(covariance, coils, unmixed);
  const result = tryCholesky(separated, coils, { skip: drop });
  if ("failedRow" in result) {
    const { failedRow, pivot } = result;
    throw new NotPositiveDefiniteError(failedRow, pivot, separated[2 * (failedRow * coils + failedRow)]!);
  }
  const { factor, skippedRows: dropped } = result;
  const isDropped = new Set(dropped);
  const retainedCoils = Array.from({ length: coils }, (_, coil) => coil).filter((coil) => !isDropped.has(coil));
  const retained = dropped.length === 0 ? factor : submatrix(factor, coils, retainedCoils);
  return { matrix: expand(invertUpper(retained, retainedCoils.length), retainedCoils, coils, scale), dropped };
}

/** A copy in which the covariances of some coils with all others are zero. */
function withoutCovariances(covariance: Float64Array, coils: number, unmixed: readonly number[]): Float64Array {
  const result = covariance.slice();
  for (const coil of unmixed) {
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

/** The rows and columns of some coils. */
function submatrix(matrix: Float64Array, coils: number, retainedCoils: readonly number[]): Float64Array {
  const count = retainedCoils.length;
  const result = new Float64Array(2 * count * count);
  for (const [row, i] of retainedCoils.entries()) {
    for (const [column, j] of retainedCoils.entries()) {
      const from = 2 * (i * coils + j);
      result[2 * (row * count + column)] = matrix[from]!;
      result[2 * (row * count + column) + 1] = matrix[from + 1]!;
    }
  }
  return result;
}

/** The inverse of {@link submatrix}, with zeros in the other rows and columns, times a factor. */
function expand(
  matrix: Float64Array,
  retainedCoils: readonly number[],
  coils: number,
  scale: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(2 * coils * coils);
  for (const [row, i] of retainedCoils.entries()) {
    for (const [column, j] of retainedCoils.entries()) {
      const from = 2 * (row * retainedCoils.length + column);
      result[2 * (i * coils + j)] = scale * matrix[from]!;
      result[2 * (i * coils + j) + 1] = scale * matrix[from + 1]!;
    }
  }
  return result;
}
