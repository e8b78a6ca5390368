import { describe, expect, test } from "vitest";
import { randomGaussian } from "../../src/numerics/index.ts";

function numbers(seed: number, count: number): number[] {
  return Array.from({ length: count }, randomGaussian(seed));
}

describe("randomGaussian", () => {
  test("repeats itself for a seed, and differs between seeds", () => {
    expect(numbers(1, 100)).toEqual(numbers(1, 100));
    const first = [0, 1, 2, 3, -1].map((seed) => numbers(seed, 1)[0]);
    expect(new Set(first).size).toBe(first.length);
  });

  test.each([0, 1, 12345])("has the moments of a normal distribution, with seed %i", (seed) => {
    const values = numbers(seed, 200_000);
    const moment = (power: number): number => values.reduce((sum, x) => sum + x ** power, 0) / values.length;
    // five standard errors of each estimate
    const error = 5 / Math.sqrt(values.length);
    expect(Math.abs(moment(1))).toBeLessThan(error);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(Math.sqrt(2) * error);
    expect(Math.abs(moment(3))).toBeLessThan(Math.sqrt(15) * error);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(Math.sqrt(96) * error);
  });

  test("has no correlation between a number and the next", () => {
    const values = numbers(7, 200_000);
    const sum = values.slice(1).reduce((total, x, i) => total + x * values[i]!, 0);
    expect(Math.abs(sum / values.length)).toBeLessThan(5 / Math.sqrt(values.length));
  });

  test("refuses a seed that is not whole", () => {
    expect(() => randomGaussian(0.5)).toThrow(expect.objectContaining({ code: "bad-argument" }));
  });
});
