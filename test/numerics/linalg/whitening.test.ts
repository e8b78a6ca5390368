import { describe, expect, test } from "vitest";
import { applyToCoils, NotPositiveDefiniteError, whiteningMatrix } from "../../../src/numerics/linalg/index.ts";
import { relativeError } from "../reference.ts";
import { correlatedNoise, covarianceOf, identity } from "./matrices.ts";

/** Fills a coil of noise with values that have no covariance of their own. */
function kill(noise: Float32Array, coil: number, samples: number, value = 0): void {
  noise.fill(value, 2 * coil * samples, 2 * (coil + 1) * samples);
}

describe("whiteningMatrix", () => {
  test.each([1, 4, 15, 32])("whitens noise of %i coils with itself: the covariance is the identity", (coils) => {
    const noise = correlatedNoise(coils, 4000, coils);
    const whitener = whiteningMatrix(covarianceOf(noise, coils), coils).matrix;
    const white = applyToCoils(whitener, noise, 4000, new Float32Array(noise.length));
    expect(relativeError(covarianceOf(white, coils), identity(coils))).toBeLessThan(1e-4);
  });

  test("scales the whole matrix, so the covariance by its square", () => {
    const noise = correlatedNoise(3, 1000, 1);
    const { matrix } = whiteningMatrix(covarianceOf(noise, 3), 3, { scale: 3 });
    const white = applyToCoils(matrix, noise, 1000, new Float32Array(noise.length));
    expect(
      relativeError(
        covarianceOf(white, 3),
        identity(3).map((value) => 9 * value),
      ),
    ).toBeLessThan(1e-4);
  });

  test("does not combine excluded coils, and scales them to unit variance", () => {
    const covariance = covarianceOf(correlatedNoise(3, 1000, 2), 3);
    const before = covariance.slice();
    const { matrix } = whiteningMatrix(covariance, 3, { unmixed: [1] });
    expect(covariance).toEqual(before);
    const coupled = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => matrix[2 * (3 * i + j)] !== 0));
    expect(coupled).toEqual([true, false, true, false, true, false, false, false, true]);
    expect(matrix[8]).toBeCloseTo(1 / Math.sqrt(covariance[8]!), 12);
  });

  test("refuses to exclude a coil that does not exist", () => {
    expect(() => whiteningMatrix(identity(2), 2, { unmixed: [2] })).toThrow(
      expect.objectContaining({ code: "bad-length" }),
    );
  });

  test("drops the coils that are dead, not a number or a repetition, and whitens the others as if those were not there", () => {
    const noise = correlatedNoise(6, 1000, 3);
    kill(noise, 0, 1000, Number.NaN);
    kill(noise, 3, 1000);
    noise.copyWithin(2 * 5000, 2 * 1000, 2 * 2000);
    const covariance = covarianceOf(noise, 6);
    const { matrix, dropped } = whiteningMatrix(covariance, 6, { drop: true, scale: 2 });
    expect(dropped).toEqual([0, 3, 5]);
    const live = [1, 2, 4];
    const alone = whiteningMatrix(
      covarianceOf(Float32Array.from(live.flatMap((c) => [...noise.subarray(2000 * c, 2000 * (c + 1))])), 3),
      3,
      { scale: 2 },
    );
    const expected = new Float64Array(72);
    for (const [row, i] of live.entries()) {
      for (const [column, j] of live.entries()) {
        const from = 2 * (3 * row + column);
        expected.set(alone.matrix.subarray(from, from + 2), 2 * (6 * i + j));
      }
    }
    expect(matrix).toEqual(expected);
  });

  test("names the first singular coil where none may be dropped, and the last where none is left", () => {
    const covariance = identity(3);
    covariance[8] = 0;
    expect(() => whiteningMatrix(covariance, 3)).toThrow(
      expect.objectContaining({ row: 1, code: "not-positive-definite" }),
    );
    const dead = (): unknown => whiteningMatrix(new Float64Array(18), 3, { drop: true });
    expect(dead).toThrow(NotPositiveDefiniteError);
    expect(dead).toThrow(expect.objectContaining({ row: 2 }));
  });
});
