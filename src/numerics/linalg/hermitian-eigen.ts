import { NumericsError, requireCount, requireLength } from "../errors.ts";

/** Far more than it takes: each sweep squares what is left beside the diagonal, once that is small. */
const MOST_SWEEPS = 60;

/** Eigenvalues of a matrix, falling, and the eigenvectors that belong to them. */
export interface Eigensystem {
  readonly values: Float64Array<ArrayBuffer>;
  /** `[n][n]` complex, interleaved, row-major and unitary: eigenvector j is column j, of arbitrary phase. */
  readonly vectors: Float64Array<ArrayBuffer>;
}

/**
 * All eigenvalues and eigenvectors of a Hermitian matrix, by Jacobi's rotations: each makes one pair of elements zero (Golub and
 * van Loan, Matrix Computations, section 8.5). Eigenvectors are orthogonal to rounding also where eigenvalues coincide.
 * @param matrix `[n][n]` complex, interleaved, row-major; only its upper triangle and the real part of its diagonal are read
 * @throws NumericsError `shape-mismatch`, `bad-length`; `bad-argument` for elements that are not finite
 */
export function hermitianEigen(matrix: Float64Array, n: number): Eigensystem {
  requireCount("the number of rows", n, 1);
  requireLength(`a complex matrix of ${n} rows and columns`, matrix, 2 * n * n);
  const a = hermitian(matrix, n);
  const vectors = Float64Array.from({ length: 2 * n * n }, (_, i) => (i % (2 * n + 2) === 0 ? 1 : 0));
  const negligible = (Number.EPSILON / n) ** 2 * a.reduce((sum, part) => sum + part * part, 0);
  if (!Number.isFinite(negligible))
    throw new NumericsError("bad-argument", "the matrix has elements that are no numbers");
  for (let sweep = 0; sweep < MOST_SWEEPS && besideDiagonal(a, n) > negligible; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[2 * j * (n + 1)]! - a[2 * i * (n + 1)]!);
  return {
    values: Float64Array.from(order, (i) => a[2 * i * (n + 1)]!),
    vectors: Float64Array.from(vectors, (_, at) => {
      const [row, column, part] = [Math.floor(at / (2 * n)), (at >> 1) % n, at & 1];
      return vectors[2 * (row * n + order[column]!) + part]!;
    }),
  };
}

/** The whole matrix of an upper triangle. */
function hermitian(matrix: Float64Array, n: number): Float64Array {
  const whole = new Float64Array(matrix.length);
  for (let i = 0; i < n; i++) {
    whole[2 * i * (n + 1)] = matrix[2 * i * (n + 1)]!;
    for (let j = i + 1; j < n; j++) {
      const [re, im] = [matrix[2 * (i * n + j)]!, matrix[2 * (i * n + j) + 1]!];
      whole.set([re, im], 2 * (i * n + j));
      whole.set([re, -im], 2 * (j * n + i));
    }
  }
  return whole;
}

function besideDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let at = 2 * (i * n + i + 1); at < 2 * (i + 1) * n; at++) sum += 2 * a[at]! ** 2;
  }
  return sum;
}

/** Makes a_pq zero: A becomes PᴴAP and V becomes VP, where P turns columns p and q. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const [re, im] = [a[2 * (p * n + q)]!, a[2 * (p * n + q) + 1]!];
  const size = Math.hypot(re, im);
  if (size === 0) return;
  const slope = (a[2 * q * (n + 1)]! - a[2 * p * (n + 1)]!) / (2 * size);
  const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.hypot(slope, 1));
  const cos = 1 / Math.hypot(tangent, 1);
  const sin = tangent * cos;
  // Column q is first turned by the conjugate of the element's phase, which makes the element real.
  const phase: readonly [number, number] = [re / size, -im / size];
  turn(a, 2 * p, 2 * q, 2 * n, n, cos, sin, phase);
  turn(a, 2 * p * n, 2 * q * n, 2, n, cos, sin, [phase[0], -phase[1]]);
  turn(vectors, 2 * p, 2 * q, 2 * n, n, cos, sin, phase);
}

/** x becomes cos·x − sin·phase·y, and y becomes sin·x + cos·phase·y, for `n` elements of each at a distance of `step`. */
function turn(
  a: Float64Array,
  x: number,
  y: number,
  step: number,
  n: number,
  cos: number,
  sin: number,
  [phaseRe, phaseIm]: readonly [number, number],
): void {
  for (let i = 0; i < n; i++, x += step, y += step) {
    const [xRe, xIm] = [a[x]!, a[x + 1]!];
    const yRe = a[y]! * phaseRe - a[y + 1]! * phaseIm;
    const yIm = a[y]! * phaseIm + a[y + 1]! * phaseRe;
    a[x] = cos * xRe - sin * yRe;
    a[x + 1] = cos * xIm - sin * yIm;
    a[y] = sin * xRe + cos * yRe;
    a[y + 1] = sin * xIm + cos * yIm;
  }
}
