import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NumericsError } from "../../../src/numerics/index.ts";
import { applyToCoils } from "../../../src/numerics/linalg/index.ts";
import { randomComplex, relativeError } from "../reference.ts";

function byDefinition(matrix: ArrayLike<number>, data: Float32Array, samples: number, coilsOut: number): Float64Array {
  const coilsIn = data.length / (2 * samples);
  const out = new Float64Array(2 * coilsOut * samples);
  for (let s = 0; s < samples; s++) {
    for (let j = 0; j < coilsOut; j++) {
      for (let i = 0; i < coilsIn; i++) {
        const [re, im] = [data[2 * (i * samples + s)]!, data[2 * (i * samples + s) + 1]!];
        const [wr, wi] = [matrix[2 * (i * coilsOut + j)]!, matrix[2 * (i * coilsOut + j) + 1]!];
        out[2 * (j * samples + s)]! += re * wr - im * wi;
        out[2 * (j * samples + s) + 1]! += re * wi + im * wr;
      }
    }
  }
  return out;
}

describe("applyToCoils", () => {
  test("equals the matrix product of each sample, for any number of coils in and out and any zeros", () => {
    const count = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: 1, max: 40 }), fc.integer(), (coilsIn, coilsOut, samples, seed) => {
        const matrix = randomComplex(coilsIn * coilsOut, seed);
        for (let i = 0; i < matrix.length / 2; i++) if ((seed >> (i % 31)) & 1) matrix.fill(0, 2 * i, 2 * i + 2);
        const data = randomComplex(coilsIn * samples, seed + 1);
        const out = new Float32Array(2 * coilsOut * samples).fill(7);
        expect(applyToCoils(matrix, data, samples, out)).toBe(out);
        expect(relativeError(out, byDefinition(matrix, data, samples, coilsOut))).toBeLessThan(1e-6);
      }),
    );
  });

  test("equals it across blocks of samples too, with a float64 matrix", () => {
    const matrix = Float64Array.from(randomComplex(9, 1));
    const data = randomComplex(3 * 1500, 2);
    const out = applyToCoils(matrix, data, 1500, new Float32Array(data.length));
    expect(relativeError(out, byDefinition(matrix, data, 1500, 3))).toBeLessThan(1e-6);
  });

  test("does not let a coil that is not a number reach coils it has no weight in", () => {
    const data = Float32Array.of(1, 2, 3, 4, Number.NaN, Number.NaN, 5, 6);
    // rows: coils in; columns: the sum of coils 0, 1 and 3, and coil 2
    const matrix = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0);
    expect([...applyToCoils(matrix, data, 1, new Float32Array(4))]).toEqual([9, 12, Number.NaN, Number.NaN]);
  });

  test("accepts readouts without samples", () => {
    expect(applyToCoils(new Float32Array(8), new Float32Array(0), 0, new Float32Array(0))).toHaveLength(0);
  });

  test("refuses shapes that do not fit, and an output that overlaps the data", () => {
    const data = new Float32Array(16);
    const mismatch = expect.objectContaining({ code: "shape-mismatch" });
    expect(() => applyToCoils(new Float32Array(8), data, 2, new Float32Array(16))).toThrow(mismatch);
    expect(() => applyToCoils(new Float32Array(24), data, 2, new Float32Array(15))).toThrow(mismatch);
    const overlap = expect.objectContaining({ code: "overlapping-arrays" });
    expect(() => applyToCoils(new Float32Array(8), data.subarray(0, 8), 2, data.subarray(4, 12))).toThrow(overlap);
    expect(() => applyToCoils(new Float32Array(8), data.subarray(0, 8), 2, data.subarray(8))).not.toThrow(
      NumericsError,
    );
  });
});
