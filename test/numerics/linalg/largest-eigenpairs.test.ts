import { describe, expect, it } from "vitest";
import { hermitianEigen } from "../../../src/numerics/linalg/hermitian-eigen.ts";
import { largestEigenpairs } from "../../../src/numerics/linalg/largest-eigenpairs.ts";
import { randomComplex } from "../reference.ts";

/** Σ s_k x_k x_kᴴ of random vectors x. */
function matrixOf(n: number, strengths: readonly number[]): Float64Array {
  const matrix = new Float64Array(2 * n * n);
  for (const [k, strength] of strengths.entries()) {
    const x = randomComplex(n, k + 1);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const [a, b, c, d] = [x[2 * i]!, x[2 * i + 1]!, x[2 * j]!, x[2 * j + 1]!];
        matrix[2 * (i * n + j)]! += strength * (a * c + b * d);
        matrix[2 * (i * n + j) + 1]! += strength * (b * c - a * d);
      }
    }
  }
  return matrix;
}

const decaying = (count: number, rate: number) => Array.from({ length: count }, (_, k) => rate ** k);

describe("the largest eigenvalues and their vectors", () => {
  it.each([
    ["few of many", matrixOf(160, [...decaying(30, 0.75), ...new Array<number>(40).fill(1e-5)])],
    ["more than the first subspace holds", matrixOf(300, decaying(120, 0.93))],
    ["some with equal vectors left over", matrixOf(160, [1, 1, 0.5])],
    ["nearly all, without a gap", matrixOf(150, new Array<number>(300).fill(1))],
    ["all of a small matrix", matrixOf(12, decaying(12, 0.7))],
  ])("are those of all: %s", (_name, matrix) => {
    const n = Math.sqrt(matrix.length / 2);
    const fraction = 1e-3;
    const all = hermitianEigen(matrix, n);
    const expected = [...all.values].filter((value) => value > fraction * all.values[0]!);
    const { values, vectors } = largestEigenpairs(matrix, n, fraction);
    expect(values).toHaveLength(expected.length);
    for (const [j, value] of values.entries()) {
      expect(Math.abs(value - expected[j]!)).toBeLessThan(1e-8 * expected[0]!);
      // A x = λ x
      let [error, norm] = [0, 0];
      for (let i = 0; i < n; i++) {
        let [re, im] = [0, 0];
        for (let k = 0; k < n; k++) {
          const [a, b, c, d] = [
            ...matrix.subarray(2 * (i * n + k)).subarray(0, 2),
            ...vectors[j]!.subarray(2 * k, 2 * k + 2),
          ];
          re += a! * c! - b! * d!;
          im += a! * d! + b! * c!;
        }
        error += (re - value * vectors[j]![2 * i]!) ** 2 + (im - value * vectors[j]![2 * i + 1]!) ** 2;
        norm += vectors[j]![2 * i]! ** 2 + vectors[j]![2 * i + 1]! ** 2;
      }
      expect(Math.sqrt(error)).toBeLessThan(3e-6 * expected[0]!);
      expect(norm).toBeCloseTo(1, 8);
    }
  });

  it("are none of a matrix of zeros", () => {
    expect(largestEigenpairs(new Float64Array(2 * 200 * 200), 200, 1e-3)).toEqual({ values: [], vectors: [] });
  });
});
