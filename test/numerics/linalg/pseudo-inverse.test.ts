import { describe, expect, it } from "vitest";
import { randomGaussian } from "../../../src/numerics/index.ts";
import { pseudoInverse } from "../../../src/numerics/linalg/index.ts";

/** Product of complex matrices, `[rows][inner]` · `[inner][columns]`. */
function product(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number): Float64Array {
  const result = new Float64Array(2 * rows * columns);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      for (let k = 0; k < inner; k += 1) {
        const [re, im] = [a[2 * (i * inner + k)]!, a[2 * (i * inner + k) + 1]!];
        const [c, d] = [b[2 * (k * columns + j)]!, b[2 * (k * columns + j) + 1]!];
        result[2 * (i * columns + j)]! += re * c - im * d;
        result[2 * (i * columns + j) + 1]! += re * d + im * c;
      }
    }
  }
  return result;
}

describe("pseudoInverse", () => {
  it.each([
    [5, 5],
    [12, 7],
    [90, 70],
  ])("inverts a matrix of %i × %i from the left", (rows, columns) => {
    const matrix = Float64Array.from({ length: 2 * rows * columns }, randomGaussian(rows));
    const inverse = pseudoInverse(matrix, rows, columns, 1e-9);
    const identity = product(inverse, matrix, columns, rows, columns);
    for (const [at, value] of identity.entries()) {
      expect(value).toBeCloseTo(at % (2 * columns + 2) === 0 ? 1 : 0, 6);
    }
  });

  it("leaves out small singular values", () => {
    const matrix = Float64Array.of(1, 0, 0, 0, 0, 0, 0.01, 0);
    expect(Array.from(pseudoInverse(matrix, 2, 2, 1e-3))).toEqual([1, 0, 0, 0, 0, 0, expect.closeTo(100, 6), 0]);
    expect(Array.from(pseudoInverse(matrix, 2, 2, 0.1))).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("is zero for a matrix of zeros", () => {
    expect(Array.from(pseudoInverse(new Float64Array(12), 3, 2, 0.1))).toEqual(new Array(12).fill(0));
  });
});
