import { describe, expect, test } from "vitest";
import { dominantEigenvector } from "../../../src/numerics/coils/dominant-eigenvector.ts";
import { hermitianEigen } from "../../../src/numerics/linalg/hermitian-eigen.ts";
import { covarianceOf, product } from "../linalg/matrices.ts";
import { randomComplex } from "../reference.ts";

/** |uᴴ v| of vectors with norm 1: 1 if they differ only in phase. */
function overlap(u: Float64Array, v: Float64Array): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < u.length; i += 2) {
    re += u[i]! * v[i]! + u[i + 1]! * v[i + 1]!;
    im += u[i]! * v[i + 1]! - u[i + 1]! * v[i]!;
  }
  return Math.hypot(re, im);
}

/** U diag(values) Uᴴ of random eigenvectors, and the first of them. */
function withValues(n: number, values: readonly number[]): { matrix: Float64Array; first: Float64Array } {
  const { vectors } = hermitianEigen(covarianceOf(randomComplex(4 * n * n, n), n), n);
  const adjoint = vectors.map((_, at) => {
    const [row, column, part] = [Math.floor(at / (2 * n)), (at >> 1) % n, at & 1];
    return (part === 0 ? 1 : -1) * (values[row] ?? 0) * vectors[2 * (column * n + row) + part]!;
  });
  const first = Float64Array.from({ length: 2 * n }, (_, i) => vectors[2 * (i >> 1) * n + (i & 1)]!);
  return { matrix: product(vectors, adjoint, n), first };
}

describe("the dominant eigenvector", () => {
  // Up to 64 rows by squaring, beyond by Lanczos's method.
  test.each([1, 5, 64, 65, 100])("of %i rows is the one that all eigenvectors start with", (n) => {
    const matrix = covarianceOf(randomComplex(3 * n * n, n), n);
    const { vectors } = hermitianEigen(matrix, n);
    const first = Float64Array.from({ length: 2 * n }, (_, i) => vectors[2 * (i >> 1) * n + (i & 1)]!);
    expect(overlap(dominantEigenvector(matrix, n), first)).toBeCloseTo(1, 12);
  });

  test.each([
    ["one pattern", [1]],
    ["a few patterns", [5, 4, 3, 2, 1]],
    ["two that are almost as strong", [1, 0.99, 0.5]],
    ["many that are almost as strong", Array.from({ length: 80 }, (_, i) => 1 - 0.002 * i)],
  ])("of 80 rows is found in %s", (_, values) => {
    const { matrix, first } = withValues(80, values);
    const before = matrix.slice();
    expect(overlap(dominantEigenvector(matrix, 80), first)).toBeCloseTo(1, 9);
    expect(matrix).toEqual(before);
  });

  test("is in the space of those that are equally strong", () => {
    const { matrix } = withValues(80, [2, 2, 1]);
    const vector = dominantEigenvector(matrix, 80);
    const image = Float64Array.from({ length: 160 }, () => 0);
    for (let i = 0; i < 80; i++) {
      for (let j = 0; j < 80; j++) {
        const [re, im] = [matrix[2 * (80 * i + j)]!, matrix[2 * (80 * i + j) + 1]!];
        image[2 * i]! += re * vector[2 * j]! - im * vector[2 * j + 1]!;
        image[2 * i + 1]! += re * vector[2 * j + 1]! + im * vector[2 * j]!;
      }
    }
    for (const [i, part] of image.entries()) expect(part).toBeCloseTo(2 * vector[i]!, 10);
  });

  test.each([3, 80])("of %i rows of zeros is zero", (n) => {
    expect(dominantEigenvector(new Float64Array(2 * n * n), n)).toEqual(new Float64Array(2 * n));
  });
});
