import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { hermitianEigen } from "./hermitian-eigen.ts";

/**
 * The pseudo-inverse of a matrix A with at least as many independent rows as columns: V Λ⁻¹ Vᴴ Aᴴ, where AᴴA = V Λ Vᴴ.
 * @param matrix A, `[rows][columns]` complex, interleaved, row-major
 * @param tolerance singular values below this part of the largest are left out. Since they are computed as roots, those
 *   below 1e-7 are rounding errors
 * @returns `[columns][rows]` complex
 * @throws NumericsError `shape-mismatch`, `bad-length`, `bad-argument`
 */
export function pseudoInverse(matrix: Float64Array, rows: number, columns: number, tolerance: number): Float64Array {
  requireCount("the number of columns", columns, 1);
  requireLength(`a complex matrix of ${counted(rows, "row")}`, matrix, 2 * rows * columns);
  const { values, vectors } = hermitianEigen(gram(matrix, rows, columns), columns, { fast: true });
  const least = tolerance ** 2 * values[0]!;
  const rank = values.findLastIndex((value) => value >= least && value > 0) + 1;
  // Λ⁻¹ Vᴴ Aᴴ, [rank][rows]
  const projection = new Float64Array(2 * rank * rows);
  for (let j = 0; j < rank; j += 1) {
    for (let n = 0; n < rows; n += 1) {
      let [re, im] = [0, 0];
      for (let x = 0; x < columns; x += 1) {
        const [a, b] = [matrix[2 * (n * columns + x)]!, matrix[2 * (n * columns + x) + 1]!];
        const [c, d] = [vectors[2 * (x * columns + j)]!, vectors[2 * (x * columns + j) + 1]!];
        re += a * c - b * d;
        im -= a * d + b * c;
      }
      projection[2 * (j * rows + n)] = re / values[j]!;
      projection[2 * (j * rows + n) + 1] = im / values[j]!;
    }
  }
  const inverse = new Float64Array(2 * columns * rows);
  for (let x = 0; x < columns; x += 1) {
    for (let j = 0; j < rank; j += 1) {
      const [c, d] = [vectors[2 * (x * columns + j)]!, vectors[2 * (x * columns + j) + 1]!];
      for (let n = 0; n < rows; n += 1) {
        const [a, b] = [projection[2 * (j * rows + n)]!, projection[2 * (j * rows + n) + 1]!];
        inverse[2 * (x * rows + n)]! += c * a - d * b;
        inverse[2 * (x * rows + n) + 1]! += c * b + d * a;
      }
    }
  }
  return inverse;
}

/** AᴴA, of which the upper triangle is filled. */
function gram(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const sums = new Float64Array(2 * columns * columns);
  for (let n = 0; n < rows; n += 1) {
    const row = matrix.subarray(2 * n * columns, 2 * (n + 1) * columns);
    for (let x = 0; x < columns; x += 1) {
      const [a, b] = [row[2 * x]!, -row[2 * x + 1]!];
      for (let y = x; y < columns; y += 1) {
        const at = 2 * (x * columns + y);
        sums[at]! += a * row[2 * y]! - b * row[2 * y + 1]!;
        sums[at + 1]! += a * row[2 * y + 1]! + b * row[2 * y]!;
      }
    }
  }
  return sums;
}
