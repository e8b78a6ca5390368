import { describe, expect, test } from "vitest";
import { NumericsError } from "../../../src/numerics/index.ts";
import { isSimdLength, SimdPlan, simdLengthFrom } from "../../../src/numerics/transform/pffft.ts";

describe("lengths that pffft transforms", () => {
  const products = new Set<number>();
  for (let two = 16; two <= 4096; two *= 2) {
    for (let three = 1; three <= 4096; three *= 3) {
      for (let five = 1; five <= 4096; five *= 5) products.add(two * three * five);
    }
  }

  test("are 2^a · 3^b · 5^c with a of at least 4", () => {
    for (let length = 0; length <= 4096; length++)
      expect([length, isSimdLength(length)]).toEqual([length, products.has(length)]);
  });

  test("can be had from any minimum on, and the shortest is taken", () => {
    const sorted = [...products].sort((a, b) => a - b);
    for (let minimum = 1; minimum <= 4096; minimum++) {
      expect(simdLengthFrom(minimum)).toBe(sorted.find((length) => length >= minimum));
    }
  });

  test.each([0, 8, 24, 112, 16.5])("%d is refused before it can abort the module", (length) => {
    expect(() => SimdPlan.of(length)).toThrow(NumericsError);
    expect(SimdPlan.of(16).length).toBe(16);
  });
});
