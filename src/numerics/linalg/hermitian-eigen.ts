import { counted } from "../../text/index.ts";
import { NumericsError, requireCount, requireLength } from "../errors.ts";
import { tridiagonalEigen } from "./tridiagonal-eigen.ts";

/**
 * Larger matrices are made tridiagonal first: with a thousand rows, Jacobi rotations take twenty times as long. Up to
 * here they take a tenth of a second, and find small eigenvalues next to large ones more accurately.
 */
const MAX_JACOBI_ROWS = 64;

/** Far more than needed: once the off-diagonal elements are small, each sweep squares their magnitude. */
const MAX_SWEEPS = 60;

/** Eigenvalues of a matrix in descending order, and the corresponding eigenvectors. */
export interface Eigensystem {
  readonly values: Float64Array<ArrayBuffer>;
  /** `[n][n]` complex, interleaved, row-major and unitary: eigenvector j is column j, of arbitrary phase. */
  readonly vectors: Float64Array<ArrayBuffer>;
}

/**
 * All eigenvalues and eigenvectors of a Hermitian matrix. Up to 64 rows by Jacobi rotations: each makes one pair of
 * elements zero (G. H. Golub et al., Matrix Computations, section 8.5); beyond by {@link tridiagonalEigen}.
 * Eigenvectors are orthogonal to rounding accuracy, also if eigenvalues coincide.
 * @param matrix `[n][n]` complex, interleaved, row-major; only its upper triangle and the real part of its diagonal are
 *   read
 * @param fast whether small eigenvalues need not be more accurate than the largest
 * @throws NumericsError `shape-mismatch`, `bad-length`; `bad-argument` for elements that are not finite
 */
export function hermitianEigen(matrix: Float64Array, n: number, { fast = false } = {}): Eigensystem {
  requireCount("the number of rows", n, 1);
  requireLength(`a complex matrix of ${counted(n, "row")} and columns`, matrix, 2 * n * n);
  const a = hermitian(matrix, n);
  const power = a.reduce((sum, part) => sum + part * part, 0);
  if (!Number.isFinite(power)) throw new NumericsError("bad-argument", "the matrix has elements that are not finite");
  const { values, vectors } = fast || n > MAX_JACOBI_ROWS ? tridiagonalEigen(a, n) : jacobi(a, n, power);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => values[j]! - values[i]!);
  return {
    values: Float64Array.from(order, (i) => values[i]!),
    vectors: Float64Array.from(vectors, (_, at) => {
      const [row, column, part] = [Math.floor(at / (2 * n)), (at >> 1) % n, at & 1];
      return vectors[2 * (row * n + order[column]!) + part]!;
    }),
  };
}

/** Eigenvalues in any order. @param a is changed @param power sum of the squared magnitudes of all elements */
function jacobi(a: Float64Array, n: number, power: number): { values: Float64Array; vectors: Float64Array } {
  const vectors = Float64Array.from({ length: 2 * n * n }, (_, i) => (i % (2 * n + 2) === 0 ? 1 : 0));
  const negligible = (Number.EPSILON / n) ** 2 * power;
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonalPower(a, n) > negligible; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, n, p, q);
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[2 * i * (n + 1)]!), vectors };
}

/** The full matrix of an upper triangle. */
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

/** Sum of the squared magnitudes of all off-diagonal elements. */
function offDiagonalPower(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let at = 2 * (i * n + i + 1); at < 2 * (i + 1) * n; at++) sum += 2 * a[at]! ** 2;
  }
  return sum;
}

/** Makes a_pq zero: A becomes PᴴAP and V becomes VP, where P transforms columns p and q. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const [re, im] = [a[2 * (p * n + q)]!, a[2 * (p * n + q) + 1]!];
  const size = Math.hypot(re, im);
  if (size === 0) return;
  const slope = (a[2 * q * (n + 1)]! - a[2 * p * (n + 1)]!) / (2 * size);
  const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.hypot(slope, 1));
  const cos = 1 / Math.hypot(tangent, 1);
  const sin = tangent * cos;
  // Column q is first multiplied by the conjugate of the element's phase, which makes the element real.
  const rotation: Rotation = { cos, sin, phaseRe: re / size, phaseIm: -im / size };
  const conjugate: Rotation = { cos, sin, phaseRe: re / size, phaseIm: im / size };
  rotatePair(column(a, n, p), column(a, n, q), rotation);
  rotatePair(row(a, n, p), row(a, n, q), conjugate);
  rotatePair(column(vectors, n, p), column(vectors, n, q), rotation);
}

/** A complex vector within a larger array, interleaved: element i is at `start + i · step`. */
interface ComplexVectorView {
  readonly data: Float64Array;
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

function column(matrix: Float64Array, n: number, index: number): ComplexVectorView {
  return { data: matrix, start: 2 * index, step: 2 * n, length: n };
}

function row(matrix: Float64Array, n: number, index: number): ComplexVectorView {
  return { data: matrix, start: 2 * index * n, step: 2, length: n };
}

interface Rotation {
  readonly cos: number;
  readonly sin: number;
  readonly phaseRe: number;
  readonly phaseIm: number;
}

/** x becomes cos·x − sin·phase·y, and y becomes sin·x + cos·phase·y. */
function rotatePair(x: ComplexVectorView, y: ComplexVectorView, { cos, sin, phaseRe, phaseIm }: Rotation): void {
  const [a, b] = [x.data, y.data];
  for (let k = 0, i = x.start, j = y.start; k < x.length; k++, i += x.step, j += y.step) {
    const [xRe, xIm] = [a[i]!, a[i + 1]!];
    const yRe = b[j]! * phaseRe - b[j + 1]! * phaseIm;
    const yIm = b[j]! * phaseIm + b[j + 1]! * phaseRe;
    a[i] = cos * xRe - sin * yRe;
    a[i + 1] = cos * xIm - sin * yIm;
    b[j] = sin * xRe + cos * yRe;
    b[j + 1] = sin * xIm + cos * yIm;
  }
}
