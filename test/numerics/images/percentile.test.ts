import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { percentile } from "../../../src/numerics/images/index.ts";

function bySorting(data: Float32Array, p: number): number {
  const sorted = Float64Array.from(data).sort();
  const position = ((sorted.length - 1) * p) / 100;
  const [below, above] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
  return below === above ? below : below + (above - below) * (position - Math.floor(position));
}

describe("percentile", () => {
  test("equals the interpolated value of sorted data, whatever their signs, sizes and repetitions", () => {
    const anyFloat = fc.float({ noNaN: true, noDefaultInfinity: true });
    const value = fc.oneof(anyFloat, fc.constantFrom(0, -0, 1, 2, Math.fround(1 + 2 ** -23)));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (values, p) => {
          const data = Float32Array.from(values);
          const before = data.slice();
          const expected = bySorting(data, p);
          const span = Math.max(...data.map(Math.abs));
          expect(Math.abs(percentile(data, p) - expected)).toBeLessThanOrEqual(4e-16 * 2 * span);
          expect(data).toEqual(before);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("of a view counts only its own elements", () => {
    expect(percentile(Float32Array.of(100, 1, 2, 3, 100).subarray(1, 4), 100)).toBe(3);
  });

  test("takes the extremes at 0 and 100, infinite ones included", () => {
    const data = Float32Array.of(2, Number.POSITIVE_INFINITY, -1, Number.NEGATIVE_INFINITY);
    expect(percentile(data, 0)).toBe(Number.NEGATIVE_INFINITY);
    expect(percentile(data, 100)).toBe(Number.POSITIVE_INFINITY);
  });

  test("of zeros is 0, of a single value that value, of anything with a NaN is NaN", () => {
    expect(percentile(new Float32Array(1000), 99)).toBe(0);
    expect(percentile(Float32Array.of(-3), 99)).toBe(-3);
    expect(percentile(Float32Array.of(1, Number.NaN, 2), 10)).toBeNaN();
    expect(percentile(Float32Array.of(1, -Number.NaN, 2), 90)).toBeNaN();
  });

  test("refuses an empty array, and a percentage out of range", () => {
    const refusal = expect.objectContaining({ code: "bad-argument" });
    expect(() => percentile(new Float32Array(0), 50)).toThrow(refusal);
    for (const p of [-1, 100.5, Number.NaN]) expect(() => percentile(new Float32Array(3), p)).toThrow(refusal);
  });
});
