import { kernels, withScratch } from "../kernels/heap.ts";
import { randomGaussian } from "../random.ts";
import { hermitianEigen } from "./hermitian-eigen.ts";

/** Eigenvalues in descending order, and an eigenvector of each, `[n]` complex with norm 1. */
export interface Eigenpairs {
  readonly values: readonly number[];
  readonly vectors: readonly Float64Array[];
}

/** Vectors that are iterated at first, and how many of them must be left over. */
const FIRST_BLOCK = 48;
const SPARE = 8;
/** Multiplications before the result is judged, and how often. */
const STEPS = 3;
const ROUNDS = 7;
/** ‖A x − λ x‖ of a result, relative to the largest λ: what products in single precision allow. */
const ACCURACY = 2e-6;
/** Below this fraction, eigenvalues drown in the rounding errors of these products. */
const LEAST_FRACTION = 1e-5;

/**
 * The eigenvectors whose eigenvalues are more than a fraction of the largest one, by subspace iteration with
 * Rayleigh-Ritz steps (G. H. Golub et al., Matrix Computations, section 8.2.4): if they are few, it takes a small part of
 * the time of all. If they are many, or too close to others, by `hermitianEigen`.
 * @param matrix `[n][n]` complex, interleaved, row-major, Hermitian and positive semidefinite; only its upper triangle
 *   is read
 * @throws NumericsError as `hermitianEigen`
 */
export function largestEigenpairs(matrix: Float64Array, n: number, fraction: number): Eigenpairs {
  for (let block = FIRST_BLOCK; fraction >= LEAST_FRACTION && block <= n / 3; block *= 2) {
    const found = inSubspace(matrix, n, block, fraction);
    if (found === "unclear") break;
    if (found.values.length <= block - SPARE) return found;
  }
  const { values, vectors } = hermitianEigen(matrix, n);
  return selected(values, fraction, (j) =>
    Float64Array.from({ length: 2 * n }, (_, i) => vectors[2 * ((i >> 1) * n + j) + (i & 1)]!),
  );
}

/** @param vectorOf the vector of an eigenvalue, by its index */
function selected(values: Float64Array, fraction: number, vectorOf: (j: number) => Float64Array): Eigenpairs {
  const kept = [...values].filter((value) => value > 0 && value > fraction * values[0]!);
  return { values: kept, vectors: kept.map((_, j) => vectorOf(j)) };
}

function inSubspace(matrix: Float64Array, n: number, block: number, fraction: number): Eigenpairs | "unclear" {
  const random = randomGaussian(1);
  const basis = Array.from({ length: block }, () => Float64Array.from({ length: 2 * n }, () => random()));
  for (let round = 0; round < ROUNDS; round++) {
    iterate(matrix, n, basis);
    const pairs = ritzPairs(matrix, n, basis, fraction);
    if (pairs !== "unclear") return pairs;
  }
  return "unclear";
}

/** Multiplies all vectors by the matrix, in single precision, and makes them orthogonal again, several times. */
function iterate(matrix: Float64Array, n: number, basis: Float64Array[]): void {
  const count = basis.length;
  for (let step = 0; step < STEPS; step++) {
    withScratch([2 * n * n, 2 * n * count, 2 * n * count], (weights, source, target) => {
      for (let i = 0; i < n; i++) {
        for (let j = i; j < n; j++) {
          const [re, im] = [matrix[2 * (i * n + j)]!, i === j ? 0 : matrix[2 * (i * n + j) + 1]!];
          const [upper, lower] = [2 * (i * n + j), 2 * (j * n + i)];
          weights[upper] = re;
          weights[upper + 1] = -im;
          weights[lower] = re;
          weights[lower + 1] = im;
        }
      }
      for (const [s, vector] of basis.entries()) {
        for (let i = 0; i < n; i++) {
          source[2 * (i * count + s)] = vector[2 * i]!;
          source[2 * (i * count + s) + 1] = vector[2 * i + 1]!;
        }
      }
      kernels.transformCoils(weights.byteOffset, source.byteOffset, target.byteOffset, n, n, count);
      for (const [s, vector] of basis.entries()) {
        for (let i = 0; i < n; i++) {
          vector[2 * i] = target[2 * (i * count + s)]!;
          vector[2 * i + 1] = target[2 * (i * count + s) + 1]!;
        }
      }
    });
    orthonormalise(basis, step < STEPS - 1 ? 1 : 2);
  }
}

/** The eigenpairs of the matrix within the space of a basis; unclear if they are not yet those of the matrix. */
function ritzPairs(
  matrix: Float64Array,
  n: number,
  basis: readonly Float64Array[],
  fraction: number,
): Eigenpairs | "unclear" {
  const count = basis.length;
  const products = basis.map((vector) => timesHermitian(matrix, n, vector));
  const small = new Float64Array(2 * count * count);
  for (const [i, each] of basis.entries()) {
    for (let j = i; j < count; j++) small.set(inner(each, products[j]!), 2 * (i * count + j));
  }
  const { values, vectors } = hermitianEigen(small, count);
  const combined = (from: readonly Float64Array[], j: number) => {
    const sum = new Float64Array(2 * n);
    for (const [i, each] of from.entries())
      add(sum, each, vectors[2 * (i * count + j)]!, vectors[2 * (i * count + j) + 1]!);
    return sum;
  };
  const pairs = selected(values, fraction, (j) => combined(basis, j));
  for (const [j, vector] of pairs.vectors.entries()) {
    const residual = combined(products, j);
    add(residual, vector, -pairs.values[j]!, 0);
    if (!(inner(residual, residual)[0] <= (ACCURACY * values[0]!) ** 2)) return "unclear";
  }
  return pairs;
}

/** A x, from the upper triangle of A. */
function timesHermitian(matrix: Float64Array, n: number, vector: Float64Array): Float64Array {
  const product = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const [xRe, xIm] = [vector[2 * i]!, vector[2 * i + 1]!];
    let [re, im] = [matrix[2 * i * (n + 1)]! * xRe, matrix[2 * i * (n + 1)]! * xIm];
    for (let j = 2 * (i + 1), at = 2 * (i * n + i + 1); j < 2 * n; j += 2, at += 2) {
      const [a, b] = [matrix[at]!, matrix[at + 1]!];
      re += a * vector[j]! - b * vector[j + 1]!;
      im += a * vector[j + 1]! + b * vector[j]!;
      product[j]! += a * xRe + b * xIm;
      product[j + 1]! += a * xIm - b * xRe;
    }
    product[2 * i]! += re;
    product[2 * i + 1]! += im;
  }
  return product;
}

/** @param passes of Gram and Schmidt's method; the first one leaves rounding errors */
function orthonormalise(vectors: readonly Float64Array[], passes: number): void {
  for (const [j, vector] of vectors.entries()) {
    for (let pass = 0; pass < passes; pass++) {
      for (let i = 0; i < j; i++) {
        const [re, im] = inner(vectors[i]!, vector);
        add(vector, vectors[i]!, -re, -im);
      }
    }
    const norm = Math.sqrt(inner(vector, vector)[0]);
    if (norm > 0) for (let i = 0; i < vector.length; i++) vector[i]! /= norm;
  }
}

/** aᴴ b. */
function inner(a: Float64Array, b: Float64Array): [re: number, im: number] {
  let [re, im] = [0, 0];
  for (let i = 0; i < a.length; i += 2) {
    re += a[i]! * b[i]! + a[i + 1]! * b[i + 1]!;
    im += a[i]! * b[i + 1]! - a[i + 1]! * b[i]!;
  }
  return [re, im];
}

/** Adds a complex multiple of a vector. */
function add(sum: Float64Array, vector: Float64Array, re: number, im: number): void {
  for (let i = 0; i < sum.length; i += 2) {
    sum[i]! += re * vector[i]! - im * vector[i + 1]!;
    sum[i + 1]! += re * vector[i + 1]! + im * vector[i]!;
  }
}
