import { counted } from "../../text/index.ts";
import { NumericsError, requireCount, requireLength } from "../errors.ts";

/**
 * A matrix has no Cholesky factor. `row` is where the factorization failed: the coil, if the matrix is a covariance.
 */
export class NotPositiveDefiniteError extends NumericsError {
  override readonly name = "NotPositiveDefiniteError";

  constructor(
    /** Counted from 0. */
    readonly row: number,
    /** The part of the diagonal element that is independent of the rows before it. */
    readonly pivot: number,
    diagonal: number,
  ) {
    super(
      "not-positive-definite",
      `the matrix is not positive definite: row ${row} (counted from 0) has the diagonal ${diagonal}, ` +
        `of which ${pivot} is independent of the rows before it; in a noise covariance, coil ${row} is dead ` +
        "or a linear combination of other coils",
    );
  }
}

/**
 * Smallest pivot relative to its diagonal element, i.e. the share of a coil's noise power that is independent of the
 * coils before it. For a coil that is only a combination of other coils it is about 1e-15, due to the rounding of its
 * float32 samples; at 1e-12, whitening would amplify that rounding to 3 % of the noise. The threshold is relative to
 * the coil itself because gains of coils differ by orders of magnitude.
 */
const MIN_PIVOT = 1e-12;

/** The factor R of C = RᴴR, or the row at which the factorization failed, and its pivot. */
export type CholeskyResult =
  | { readonly factor: Float64Array<ArrayBuffer>; readonly skippedRows: readonly number[] }
  | { readonly failedRow: number; readonly pivot: number };

/**
 * Upper triangular R of C = RᴴR, with a real and positive diagonal.
 * @param matrix C, Hermitian, `[n][n]` complex, interleaved, row-major; only its upper triangle is read
 * @returns R in the same layout, zero below the diagonal
 * @throws NotPositiveDefiniteError (code `not-positive-definite`) if a pivot is at most 1e-12 of its diagonal element,
 *   or not finite; NumericsError `shape-mismatch`
 */
export function cholesky(matrix: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const result = tryCholesky(matrix, n);
  if ("factor" in result) return result.factor;
  const { failedRow, pivot } = result;
  throw new NotPositiveDefiniteError(failedRow, pivot, matrix[2 * failedRow * (n + 1)]!);
}

/**
 * Like {@link cholesky}, for callers that continue if the matrix is not positive definite.
 * @param skip leave out rows, with their columns, at which the factorization would fail: the rows of the factor are
 *   zero, and the others are the factor of the matrix without them. It fails if all rows were left out
 */
export function tryCholesky(matrix: Float64Array, n: number, { skip = false } = {}): CholeskyResult {
  requireSquare(matrix, n);
  const skippedRows: number[] = [];
  const factor = new Float64Array(matrix.length);
  for (let i = 0; i < n; i++) {
    const diagonal = 2 * (i * n + i);
    let pivot = matrix[diagonal]!;
    for (let k = 0; k < i; k++) {
      const at = 2 * (k * n + i);
      pivot -= factor[at]! ** 2 + factor[at + 1]! ** 2;
    }
    if (!(pivot > MIN_PIVOT * matrix[diagonal]!) || pivot === Number.POSITIVE_INFINITY) {
      if (!skip || skippedRows.length === n - 1) return { failedRow: i, pivot };
      skippedRows.push(i);
      continue;
    }
    const root = Math.sqrt(pivot);
    factor[diagonal] = root;
    for (let j = i + 1; j < n; j++) {
      const at = 2 * (i * n + j);
      let re = matrix[at]!;
      let im = matrix[at + 1]!;
      for (let k = 0; k < i; k++) {
        const a = 2 * (k * n + i);
        const b = 2 * (k * n + j);
        re -= factor[a]! * factor[b]! + factor[a + 1]! * factor[b + 1]!;
        im -= factor[a]! * factor[b + 1]! - factor[a + 1]! * factor[b]!;
      }
      factor[at] = re / root;
      factor[at + 1] = im / root;
    }
  }
  return { factor, skippedRows };
}

/**
 * Inverse of an upper triangular matrix with a real diagonal, such as {@link cholesky} returns; also upper triangular.
 * @param factor R, `[n][n]` complex, interleaved, row-major; elements below the diagonal are not read
 * @throws NumericsError `singular` if the diagonal has a zero, `shape-mismatch`
 */
export function invertUpper(factor: Float64Array, n: number): Float64Array<ArrayBuffer> {
  requireSquare(factor, n);
  const inverse = new Float64Array(factor.length);
  for (let j = 0; j < n; j++) {
    for (let i = j; i >= 0; i--) {
      const diagonal = factor[2 * (i * n + i)]!;
      if (diagonal === 0) throw new NumericsError("singular", `the triangular matrix has a zero at row ${i}`);
      let re = i === j ? 1 : 0;
      let im = 0;
      for (let k = i + 1; k <= j; k++) {
        const a = 2 * (i * n + k);
        const b = 2 * (k * n + j);
        re -= factor[a]! * inverse[b]! - factor[a + 1]! * inverse[b + 1]!;
        im -= factor[a]! * inverse[b + 1]! + factor[a + 1]! * inverse[b]!;
      }
      inverse[2 * (i * n + j)] = re / diagonal;
      inverse[2 * (i * n + j) + 1] = im / diagonal;
    }
  }
  return inverse;
}

function requireSquare(matrix: Float64Array, n: number): void {
  requireCount("the number of rows", n, 1);
  requireLength(`a complex matrix of ${counted(n, "row")} and columns`, matrix, 2 * n * n);
}
