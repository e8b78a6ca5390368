import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";

/** A pivot below this part of its diagonal element is rounding: its unknown is 0. */
const MIN_PIVOT = 1e-14;

/**
 * Solves (G + λI) W = B for a positive semidefinite G by Cholesky factorization, in float64. An unknown that depends on
 * those before it, which needs λ = 0, becomes 0.
 * @param matrix G, Hermitian, `[n][n]` complex, interleaved, row-major; only its lower triangle is read
 * @param rightSides B, `[n][columns]` complex
 * @param lambda λ, absolute
 * @returns W, `[n][columns]` complex
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function solveRegularized(
  matrix: Float64Array,
  n: number,
  rightSides: Float64Array,
  lambda: number,
): Float64Array<ArrayBuffer> {
  requireCount("the number of unknowns", n, 1);
  requireLength(`a complex matrix of ${counted(n, "row")} and columns`, matrix, 2 * n * n);
  const columns = rightSides.length / (2 * n);
  requireCount("the number of right sides", columns, 0);
  const { factor, inverses } = lowerFactor(matrix, n, lambda);
  const result = rightSides.slice();
  const width = 2 * columns;
  for (let i = 0; i < n; i++) solveLowerRow(factor, n, i, result, width, inverses[i]!);
  for (let i = n - 1; i >= 0; i--) solveUpperRow(factor, n, i, result, width, inverses[i]!);
  return result;
}

// Each loop over a matrix is a function of its own, which is called often: V8 discards code that it compiled for a loop
// while this was running as soon as the loop ends.

/** L of G + λI = L Lᴴ, whose rows are contiguous for the sums over them, and the inverses of its diagonal. */
function lowerFactor(matrix: Float64Array, n: number, lambda: number) {
  const factor = new Float64Array(2 * n * n);
  const inverses = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) factorElement(matrix, factor, n, i, j, inverses[j]!);
    inverses[i] = inversePivot(matrix, factor, n, i, lambda);
  }
  return { factor, inverses };
}

function factorElement(
  matrix: Float64Array,
  factor: Float64Array,
  n: number,
  i: number,
  j: number,
  inverse: number,
): void {
  const row = 2 * i * n;
  const other = 2 * j * n;
  let re = matrix[row + 2 * j]!;
  let im = matrix[row + 2 * j + 1]!;
  for (let k = 0; k < 2 * j; k += 2) {
    const a = factor[row + k]!;
    const b = factor[row + k + 1]!;
    const c = factor[other + k]!;
    const d = factor[other + k + 1]!;
    re -= a * c + b * d;
    im -= b * c - a * d;
  }
  factor[row + 2 * j] = re * inverse;
  factor[row + 2 * j + 1] = im * inverse;
}

function inversePivot(matrix: Float64Array, factor: Float64Array, n: number, i: number, lambda: number): number {
  const row = 2 * i * n;
  const diagonal = matrix[row + 2 * i]! + lambda;
  let pivot = diagonal;
  for (let k = row; k < row + 2 * i; k++) pivot -= factor[k]! * factor[k]!;
  return pivot > MIN_PIVOT * diagonal ? 1 / Math.sqrt(pivot) : 0;
}

/** A row of y in L y = b, for all right sides. */
function solveLowerRow(
  factor: Float64Array,
  n: number,
  i: number,
  result: Float64Array,
  width: number,
  inverse: number,
): void {
  for (let k = 0; k < i; k++) {
    subtractRow(result, i * width, k * width, width, factor[2 * (i * n + k)]!, factor[2 * (i * n + k) + 1]!);
  }
  scaleRow(result, i * width, width, inverse);
}

/** A row of w in Lᴴ w = y, for all right sides. */
function solveUpperRow(
  factor: Float64Array,
  n: number,
  i: number,
  result: Float64Array,
  width: number,
  inverse: number,
): void {
  for (let k = i + 1; k < n; k++) {
    subtractRow(result, i * width, k * width, width, factor[2 * (k * n + i)]!, -factor[2 * (k * n + i) + 1]!);
  }
  scaleRow(result, i * width, width, inverse);
}

function subtractRow(data: Float64Array, to: number, from: number, width: number, re: number, im: number): void {
  for (let k = 0; k < width; k += 2) {
    const a = data[from + k]!;
    const b = data[from + k + 1]!;
    data[to + k]! -= re * a - im * b;
    data[to + k + 1]! -= re * b + im * a;
  }
}

function scaleRow(data: Float64Array, from: number, width: number, factor: number): void {
  for (let k = from; k < from + width; k++) data[k]! *= factor;
}
