/** Iterations for one eigenvalue; two are usual. */
const MAX_ITERATIONS = 60;

/**
 * All eigenvalues and eigenvectors of a Hermitian matrix, in any order: A = Q D S Dᴴ Qᴴ with Householder reflections Q,
 * phases D and a real symmetric tridiagonal S, whose eigenvectors follow from the QL method with implicit shifts (G. H.
 * Golub et al., Matrix Computations, section 8.3). The errors of all eigenvalues are those of the largest.
 * @param a `[n][n]` complex, interleaved, row-major, finite; is changed
 * @returns `values`, and `vectors` `[n][n]` complex and unitary, of which column j is an eigenvector
 */
export function tridiagonalEigen(a: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const { diagonal, offDiagonal, reflections } = tridiagonalise(a, n);
  const phases = removePhases(offDiagonal, n);
  const size = Float64Array.from({ length: n }, (_, i) => offDiagonal[2 * i]!);
  const rows = implicitQl(diagonal, size, n);
  const vectors = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      vectors[2 * (i * n + j)] = phases[2 * i]! * rows[j * n + i]!;
      vectors[2 * (i * n + j) + 1] = phases[2 * i + 1]! * rows[j * n + i]!;
    }
  }
  const sums = new Float64Array(2 * n);
  for (let k = n - 3; k >= 0; k--) reflect(reflections.subarray(2 * k * n, 2 * (k + 1) * n), k + 1, vectors, n, sums);
  return { values: diagonal, vectors };
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Elements (k + 1, k), complex; the last one is 0. */
  readonly offDiagonal: Float64Array;
  /** Row k is the vector v of the reflection I − v vᴴ of step k, with zeros before element k + 1. */
  readonly reflections: Float64Array;
}

function tridiagonalise(a: Float64Array, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(2 * n);
  const reflections = new Float64Array(2 * n * n);
  const product = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[2 * k * (n + 1)]!;
    if (k === n - 1) break;
    const v = reflections.subarray(2 * k * n, 2 * (k + 1) * n);
    // The column below the diagonal, from the row, which is its conjugate.
    for (let i = k + 1; i < n; i++) {
      v[2 * i] = a[2 * (k * n + i)]!;
      v[2 * i + 1] = -a[2 * (k * n + i) + 1]!;
    }
    offDiagonal.set(k === n - 2 ? v.subarray(2 * (n - 1)) : toReflection(v, k + 1), 2 * k);
    if (k < n - 2) transformBlock(a, n, k + 1, v, product);
  }
  return { diagonal, offDiagonal, reflections };
}

/**
 * Changes a vector x, whose first element is at `first`, to v such that I − v vᴴ transforms x to a multiple of the first
 * unit vector. For x = 0, v is 0.
 * @returns that multiple, complex
 */
function toReflection(v: Float64Array, first: number): readonly [re: number, im: number] {
  let largest = 0;
  for (let i = 2 * first; i < v.length; i++) largest = Math.max(largest, Math.abs(v[i]!));
  if (largest === 0) return [0, 0];
  let power = 0;
  for (let i = 2 * first; i < v.length; i++) power += (v[i]! / largest) ** 2;
  const norm = largest * Math.sqrt(power);
  const [re, im] = [v[2 * first]!, v[2 * first + 1]!];
  const size = Math.hypot(re, im);
  const [phaseRe, phaseIm] = size === 0 ? [1, 0] : [re / size, im / size];
  // The opposite phase, so that nothing cancels. Then vᴴ v = 2 before the scaling by 1 / √(norm · (norm + size)).
  v[2 * first] = (size + norm) * phaseRe;
  v[2 * first + 1] = (size + norm) * phaseIm;
  const scale = 1 / (Math.sqrt(norm) * Math.sqrt(norm + size));
  for (let i = 2 * first; i < v.length; i++) v[i]! *= scale;
  return [-norm * phaseRe, -norm * phaseIm];
}

/** B becomes (I − v vᴴ) B (I − v vᴴ) = B − v wᴴ − w vᴴ, w = B v − ½ (vᴴ B v) v, for the block that starts at `first`. */
function transformBlock(a: Float64Array, n: number, first: number, v: Float64Array, w: Float64Array): void {
  let inner = 0;
  for (let i = first; i < n; i++) {
    const row = 2 * i * n;
    let re = 0;
    let im = 0;
    for (let j = 2 * first; j < 2 * n; j += 2) {
      re += a[row + j]! * v[j]! - a[row + j + 1]! * v[j + 1]!;
      im += a[row + j]! * v[j + 1]! + a[row + j + 1]! * v[j]!;
    }
    w[2 * i] = re;
    w[2 * i + 1] = im;
    inner += v[2 * i]! * re + v[2 * i + 1]! * im;
  }
  for (let i = 2 * first; i < 2 * n; i++) w[i]! -= 0.5 * inner * v[i]!;
  for (let i = first; i < n; i++) {
    const row = 2 * i * n;
    const [vRe, vIm, wRe, wIm] = [v[2 * i]!, v[2 * i + 1]!, w[2 * i]!, w[2 * i + 1]!];
    for (let j = 2 * first; j < 2 * n; j += 2) {
      a[row + j]! -= vRe * w[j]! + vIm * w[j + 1]! + wRe * v[j]! + wIm * v[j + 1]!;
      a[row + j + 1]! -= vIm * w[j]! - vRe * w[j + 1]! + wIm * v[j]! - wRe * v[j + 1]!;
    }
  }
}

/** Makes the off-diagonal elements real and positive. @returns the diagonal of D, complex */
function removePhases(offDiagonal: Float64Array, n: number): Float64Array {
  const phases = new Float64Array(2 * n);
  phases[0] = 1;
  for (let k = 0; k < n - 1; k++) {
    const [re, im] = [offDiagonal[2 * k]!, offDiagonal[2 * k + 1]!];
    const size = Math.hypot(re, im);
    const [cos, sin] = size === 0 ? [1, 0] : [re / size, im / size];
    phases[2 * k + 2] = phases[2 * k]! * cos - phases[2 * k + 1]! * sin;
    phases[2 * k + 3] = phases[2 * k]! * sin + phases[2 * k + 1]! * cos;
    offDiagonal[2 * k] = size;
  }
  return phases;
}

/**
 * Eigenvectors of a real symmetric tridiagonal matrix.
 * @param diagonal receives the eigenvalues
 * @param off elements next to it, and a last one that is 0; is changed
 * @returns the eigenvectors as rows
 */
function implicitQl(diagonal: Float64Array, off: Float64Array, n: number): Float64Array {
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  let negligible = 0;
  for (let i = 0; i < n; i++) negligible = Math.max(negligible, Number.EPSILON * (Math.abs(diagonal[i]!) + off[i]!));
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      let m = l;
      while (m < n - 1 && Math.abs(off[m]!) > negligible) m += 1;
      if (m === l) break;
      step(diagonal, off, l, m, rows, n);
    }
  }
  return rows;
}

/** One iteration for the eigenvalue `l`, on the rows up to `m`. */
function step(d: Float64Array, e: Float64Array, l: number, m: number, rows: Float64Array, n: number): void {
  const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.hypot(half, 1);
  let g = d[m]! - d[l]! + e[l]! / (half + (half < 0 ? -root : root));
  let sin = 1;
  let cos = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sin * e[i]!;
    const b = cos * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[m] = 0;
      return;
    }
    sin = f / r;
    cos = g / r;
    const shifted = d[i + 1]! - p;
    const change = (d[i]! - shifted) * sin + 2 * cos * b;
    p = sin * change;
    d[i + 1] = shifted + p;
    g = cos * change - b;
    for (let lower = i * n, upper = lower + n, end = upper; lower < end; lower++, upper++) {
      const [x, y] = [rows[lower]!, rows[upper]!];
      rows[upper] = sin * x + cos * y;
      rows[lower] = cos * x - sin * y;
    }
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}

/** V becomes (I − v vᴴ) V. @param first element of v that is not 0 @param sums scratch memory, `[n]` complex */
function reflect(v: Float64Array, first: number, vectors: Float64Array, n: number, sums: Float64Array): void {
  sums.fill(0);
  for (let i = first; i < n; i++) {
    const [re, im] = [v[2 * i]!, v[2 * i + 1]!];
    for (let j = 0, at = 2 * i * n; j < 2 * n; j += 2, at += 2) {
      sums[j]! += re * vectors[at]! + im * vectors[at + 1]!;
      sums[j + 1]! += re * vectors[at + 1]! - im * vectors[at]!;
    }
  }
  for (let i = first; i < n; i++) {
    const [re, im] = [v[2 * i]!, v[2 * i + 1]!];
    for (let j = 0, at = 2 * i * n; j < 2 * n; j += 2, at += 2) {
      vectors[at]! -= re * sums[j]! - im * sums[j + 1]!;
      vectors[at + 1]! -= re * sums[j + 1]! + im * sums[j]!;
    }
  }
}
