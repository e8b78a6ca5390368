import { describe, expect, test } from "vitest";
import { CovarianceAccumulator } from "../../../src/numerics/linalg/index.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { covarianceOf } from "./matrices.ts";

describe("CovarianceAccumulator", () => {
  test("computes C_ij = Σ conj(d_i) d_j / (samples − 1), written out for two coils", () => {
    // coil 0: 1 + 2i, 3i; coil 1: 2 − i, 4
    const data = Float32Array.of(1, 2, 0, 3, 2, -1, 4, 0);
    // conj(1 + 2i)(2 − i) + conj(3i) 4 = (2 − 2) + (−1 − 4)i − 12i
    expect([...covarianceOf(data, 2)]).toEqual([14, 0, 0, -17, 0, 17, 21, 0]);
  });

  test("does not depend on how the samples are split into readouts", () => {
    const [first, second] = [randomComplex(4 * 20, 1), randomComplex(4 * 12, 2)];
    const split = new CovarianceAccumulator(4);
    split.add(first, 20);
    split.add(second, 12);
    const whole = new Float32Array(2 * 4 * 32);
    for (let coil = 0; coil < 4; coil++) {
      whole.set(first.subarray(40 * coil, 40 * (coil + 1)), 64 * coil);
      whole.set(second.subarray(24 * coil, 24 * (coil + 1)), 64 * coil + 40);
    }
    expect(split.samples).toBe(32);
    expect(relativeError(split.covariance(), covarianceOf(whole, 4))).toBeLessThan(1e-14);
  });

  test("keeps its digits where a float32 sum would not grow any more", () => {
    const accumulator = new CovarianceAccumulator(1);
    accumulator.add(Float32Array.of(2 ** 13, 0), 1);
    for (let i = 0; i < 100; i++) accumulator.add(Float32Array.of(1, 0), 1);
    expect(accumulator.covariance()[0]).toBe((2 ** 26 + 100) / 100);
  });

  test("refuses a covariance of fewer than two samples, and data of another size", () => {
    const accumulator = new CovarianceAccumulator(2);
    accumulator.add(new Float32Array(4), 1);
    expect(() => accumulator.covariance()).toThrow(expect.objectContaining({ code: "too-few-samples" }));
    expect(() => accumulator.add(new Float32Array(6), 1)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
  });
});
