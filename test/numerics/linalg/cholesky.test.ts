import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cholesky, invertUpper, NotPositiveDefiniteError, tryCholesky } from "../../../src/numerics/linalg/index.ts";
import { relativeError } from "../reference.ts";
import { correlatedNoise, covarianceOf, identity, product } from "./matrices.ts";

describe("cholesky and invertUpper", () => {
  test("of any covariance C give an upper triangular R with RᴴR = C, and its inverse", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.integer(), (n, seed) => {
        const covariance = covarianceOf(correlatedNoise(n, 8 * n, seed), n);
        const factor = cholesky(covariance, n);
        const inverse = invertUpper(factor, n);
        for (let i = 0; i < n; i++) {
          expect(factor[2 * (i * n + i)]).toBeGreaterThan(0);
          expect(factor[2 * (i * n + i) + 1]).toBe(0);
          for (const matrix of [factor, inverse]) {
            expect(matrix.subarray(2 * i * n, 2 * (i * n + i)).every((value) => value === 0)).toBe(true);
          }
        }
        expect(relativeError(product(factor, factor, n, true), covariance)).toBeLessThan(1e-13);
        expect(relativeError(product(factor, inverse, n), identity(n))).toBeLessThan(1e-8);
      }),
      { numRuns: 50 },
    );
  });

  test("equal a factor written out by hand", () => {
    // R = [[2, 1 + i], [0, 3]]
    const covariance = Float64Array.of(4, 0, 2, 2, 2, -2, 11, 0);
    expect([...cholesky(covariance, 2)]).toEqual([2, 0, 1, 1, 0, 0, 3, 0]);
    const inverse = invertUpper(cholesky(covariance, 2), 2);
    expect(relativeError(inverse, [1 / 2, 0, -1 / 6, -1 / 6, 0, 0, 1 / 3, 0])).toBeLessThan(1e-15);
  });

  const spoil: Record<string, (noise: Float32Array, samples: number) => void> = {
    "that is dead": (noise, samples) => noise.fill(0, 4 * samples, 6 * samples),
    "that repeats another": (noise, samples) => noise.copyWithin(4 * samples, 0, 2 * samples),
    "that combines others": (noise, samples) => {
      for (let i = 0; i < 2 * samples; i++) noise[4 * samples + i] = 0.3 * noise[i]! - 1.7 * noise[2 * samples + i]!;
    },
    "with a value that is not a number": (noise, samples) => noise.fill(Number.NaN, 4 * samples, 4 * samples + 1),
  };
  test.each(Object.keys(spoil))("name the row of a coil %s", (kind) => {
    const noise = correlatedNoise(5, 1000, 1);
    spoil[kind]!(noise, 1000);
    // a NaN coil spoils only its own row and column, so the rows before it still factor
    let thrown: unknown;
    try {
      cholesky(covarianceOf(noise, 5), 5);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NotPositiveDefiniteError);
    expect(thrown).toMatchObject({ code: "not-positive-definite", row: 2, message: expect.stringContaining("coil 2") });
  });

  test("tryCholesky returns the factor, or the row and pivot at which it failed", () => {
    expect(tryCholesky(Float64Array.of(4, 0, 0, 0, 0, 0, 9, 0), 2)).toEqual({
      factor: Float64Array.of(2, 0, 0, 0, 0, 0, 3, 0),
      skippedRows: [],
    });
    expect(tryCholesky(Float64Array.of(4, 0, 2, 0, 2, 0, 1, 0), 2)).toEqual({ failedRow: 1, pivot: 0 });
  });

  test("tryCholesky leaves out rows without a pivot, unless none remains", () => {
    const redundant = Float64Array.of(4, 0, 2, 0, 2, 0, 1, 0);
    expect(tryCholesky(redundant, 2, { skip: true })).toEqual({
      factor: Float64Array.of(2, 0, 1, 0, 0, 0, 0, 0),
      skippedRows: [1],
    });
    expect(tryCholesky(new Float64Array(8), 2, { skip: true })).toEqual({ failedRow: 1, pivot: 0 });
  });

  test("accept coils whose gains differ by twelve orders of magnitude", () => {
    const noise = correlatedNoise(3, 500, 2).map((value, i) => value * [1, 1e-9, 1e3][Math.floor(i / 1000)]!);
    const covariance = covarianceOf(noise, 3);
    const factor = cholesky(covariance, 3);
    expect(relativeError(product(factor, factor, 3, true), covariance)).toBeLessThan(1e-13);
  });

  test("refuse a singular factor and matrices of another size", () => {
    const singular = Float64Array.of(1, 0, 1, 0, 0, 0, 0, 0);
    expect(() => invertUpper(singular, 2)).toThrow(expect.objectContaining({ code: "singular" }));
    expect(() => invertUpper(singular, 3)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
    expect(() => cholesky(singular, 3)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
  });
});
