import { randomGaussian } from "../random.ts";
import { multiply } from "./power-method.ts";

/** Multiplications by the matrix before the next start, and starts. Few are needed if one coil pattern dominates. */
const STEPS = 24;
const STARTS = 40;
/** ‖A x − λ x‖ / λ of a result. */
const ACCURACY = 1e-12;

/**
 * The eigenvector of the largest eigenvalue of a large matrix, by Lanczos's method with restarts: the best vector among
 * all combinations of x, A x, A² x, … is the next x (G. H. Golub et al., Matrix Computations, section 10.1). The cost is
 * size² × multiplications, of which there are at most a thousand.
 * @param matrix `[size][size]` complex, interleaved, row-major, Hermitian and positive semidefinite; not changed
 * @param small finds the eigenvector of a matrix with at most 24 rows
 * @returns `[size]` complex, with norm 1 and arbitrary phase; 0 for a matrix of zeros
 */
export function krylovDominantEigenvector(
  matrix: Float64Array,
  size: number,
  small: (matrix: Float64Array, size: number) => Float64Array,
): Float64Array<ArrayBuffer> {
  // A fixed random vector is orthogonal to none that matters.
  const random = randomGaussian(1);
  let vector = times(
    matrix,
    Float64Array.from({ length: 2 * size }, () => random()),
  );
  for (let start = 0; start < STARTS; start++) {
    if (normalise(vector) === 0) break;
    const { basis, tridiagonal } = krylovBasis(matrix, vector);
    if (basis.length === 1) break; // it is the eigenvector
    const weights = small(tridiagonal, basis.length);
    vector = new Float64Array(2 * size);
    for (const [i, each] of basis.entries()) addTo(vector, each, weights[2 * i]!, weights[2 * i + 1]!);
  }
  normalise(vector);
  return vector;
}

/**
 * An orthonormal basis of x, A x, A² x, …; as far as these are independent, to the accuracy of the result.
 * @param vector x, with norm 1
 * @returns the basis, and A in it: real, tridiagonal, as a complex matrix
 */
function krylovBasis(matrix: Float64Array, vector: Float64Array) {
  const basis = [vector];
  const diagonal: number[] = [];
  const off: number[] = [];
  for (;;) {
    const next = times(matrix, basis.at(-1)!);
    diagonal.push(innerProduct(basis.at(-1)!, next)[0]);
    // Twice, since rounding errors would bring back what was found already.
    for (let pass = 0; pass < 2; pass++) {
      for (const each of basis) {
        const [re, im] = innerProduct(each, next);
        addTo(next, each, -re, -im);
      }
    }
    const norm = normalise(next);
    if (basis.length === STEPS || !(norm > ACCURACY * Math.max(...diagonal))) break;
    off.push(norm);
    basis.push(next);
  }
  const count = basis.length;
  const tridiagonal = new Float64Array(2 * count * count);
  for (let i = 0; i < count; i++) {
    tridiagonal[2 * i * (count + 1)] = diagonal[i]!;
    if (i + 1 < count) tridiagonal[2 * (i * count + i + 1)] = tridiagonal[2 * ((i + 1) * count + i)] = off[i]!;
  }
  return { basis, tridiagonal };
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array<ArrayBuffer> {
  const product = new Float64Array(vector.length);
  multiply(matrix, vector, product);
  return product;
}

/** aᴴ b. */
function innerProduct(a: Float64Array, b: Float64Array): readonly [re: number, im: number] {
  let re = 0;
  let im = 0;
  for (let i = 0; i < a.length; i += 2) {
    re += a[i]! * b[i]! + a[i + 1]! * b[i + 1]!;
    im += a[i]! * b[i + 1]! - a[i + 1]! * b[i]!;
  }
  return [re, im];
}

/** Adds a complex multiple of a vector. */
function addTo(sum: Float64Array, vector: Float64Array, re: number, im: number): void {
  for (let i = 0; i < sum.length; i += 2) {
    sum[i]! += re * vector[i]! - im * vector[i + 1]!;
    sum[i + 1]! += re * vector[i + 1]! + im * vector[i]!;
  }
}

/** @returns the norm that the vector had */
function normalise(vector: Float64Array): number {
  const norm = Math.sqrt(innerProduct(vector, vector)[0]);
  if (norm > 0) for (let i = 0; i < vector.length; i++) vector[i]! /= norm;
  return norm;
}
