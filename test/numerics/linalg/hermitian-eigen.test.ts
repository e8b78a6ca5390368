import { describe, expect, test } from "vitest";
import { hermitianEigen } from "../../../src/numerics/linalg/hermitian-eigen.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { covarianceOf, hermitianOf, identity, product } from "./matrices.ts";

/** V diag(values) Vᴴ. */
function composed({ values, vectors }: ReturnType<typeof hermitianEigen>, n: number): Float64Array {
  const adjoint = product(vectors, identity(n), n, true);
  const scaled = adjoint.map((part, at) => part * values[Math.floor(at / (2 * n))]!);
  return product(vectors, scaled, n);
}

describe("hermitianEigen", () => {
  test.each([1, 2, 3, 8, 33, 65, 90])("of %i rows gives orthogonal vectors that compose the matrix again", (n) => {
    const matrix = hermitianOf(n, n);
    const before = matrix.slice();
    const system = hermitianEigen(matrix, n);
    expect(matrix).toEqual(before);
    expect(relativeError(product(system.vectors, system.vectors, n, true), identity(n))).toBeLessThan(1e-13);
    expect(relativeError(composed(system, n), matrix)).toBeLessThan(1e-13);
    expect([...system.values]).toEqual([...system.values].sort((a, b) => b - a));
  });

  test("separates vectors whose eigenvalues coincide", () => {
    // Two coils see the same, and two more see nothing: eigenvalues 2, 0, 0, 0.
    const matrix = new Float64Array(32);
    for (const at of [0, 1, 4, 5]) matrix[2 * at] = 1;
    const system = hermitianEigen(matrix, 4);
    expect([...system.values].map((value) => Number(value.toFixed(12)))).toEqual([2, 0, 0, 0]);
    expect(relativeError(product(system.vectors, system.vectors, 4, true), identity(4))).toBeLessThan(1e-14);
  });

  // Beyond 64 rows, the matrix is made tridiagonal first.
  test("finds orthogonal vectors of large matrices with few eigenvalues that are not zero", () => {
    const n = 70;
    const matrix = covarianceOf(randomComplex(n * 3, 7), n);
    const system = hermitianEigen(matrix, n);
    expect(relativeError(product(system.vectors, system.vectors, n, true), identity(n))).toBeLessThan(1e-13);
    expect(relativeError(composed(system, n), matrix)).toBeLessThan(1e-13);
    expect(system.values[2]! / system.values[3]!).toBeGreaterThan(1e12);
    const zeros = hermitianEigen(new Float64Array(2 * n * n), n);
    expect([zeros.values, zeros.vectors]).toEqual([new Float64Array(n), identity(n)]);
  });

  test.each([
    ["zeros", new Float64Array(18), [0, 0, 0]],
    ["a diagonal", Float64Array.from([1, 0, 0, 0, 0, 0, 0, 0, -3, 0, 0, 0, 0, 0, 0, 0, 2, 0]), [2, 1, -3]],
  ])("keeps %s, sorted", (_, matrix, values) => {
    expect([...hermitianEigen(matrix, 3).values]).toEqual(values);
  });

  test("keeps small values next to large ones", () => {
    const noise = randomComplex(3 * 500, 5).map((value, at) => value * [1e6, 1, 1e-6][Math.floor(at / 1000)]!);
    const { values } = hermitianEigen(covarianceOf(noise, 3), 3);
    expect(values[0]! / values[1]!).toBeGreaterThan(1e11);
    expect(values[1]! / values[2]!).toBeGreaterThan(1e11);
  });

  test("refuses NaN, and other sizes", () => {
    expect(() => hermitianEigen(new Float64Array(8).fill(Number.NaN), 2)).toThrow(/not finite/);
    expect(() => hermitianEigen(new Float64Array(7), 2)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
    expect(() => hermitianEigen(new Float64Array(0), 0)).toThrow(expect.objectContaining({ code: "bad-length" }));
  });
});
