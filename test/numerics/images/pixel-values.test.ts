import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinedRange, mapPixels, roundHalfEven, valueRange } from "../../../src/numerics/images/index.ts";

describe("roundHalfEven", () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, 0],
    [-1.5, -2],
    [-2.5, -2],
    [2.4999999, 2],
    [-3.7, -4],
    [4095.5, 4096],
    [2 ** 52 + 1, 2 ** 52 + 1],
  ])("of %f is %i", (value, expected) => expect(roundHalfEven(value) + 0).toBe(expected));

  it("is at most a half away, and even where it is exactly a half", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.constantFrom(0, 0.25, 0.5, 0.75), (whole, part) => {
        const rounded = roundHalfEven(whole + part);
        expect(Math.abs(rounded - whole - part)).toBeLessThanOrEqual(0.5);
        if (part === 0.5) expect(Math.abs(rounded % 2)).toBe(0);
      }),
    );
  });
});

describe("valueRange", () => {
  it("is that of what is finite, and 0 where nothing is", () => {
    expect(valueRange([3, Number.NaN, -2, Number.POSITIVE_INFINITY])).toEqual({ minimum: -2, maximum: 3 });
    expect(valueRange([])).toEqual({ minimum: 0, maximum: 0 });
    expect(valueRange([Number.NaN])).toEqual({ minimum: 0, maximum: 0 });
  });

  it("joins", () => {
    const [a, b] = [
      { minimum: 1, maximum: 2 },
      { minimum: -1, maximum: 0 },
    ];
    expect(joinedRange([a, b])).toEqual({ minimum: -1, maximum: 2 });
  });
});

describe("mapPixels", () => {
  it("rounds to integers and clamps to what they hold", () => {
    const values = [0.5, 1.5, -7.5, 4e4, -4e4, Number.NaN, Number.POSITIVE_INFINITY];
    const same = (value: number) => value;
    expect([...mapPixels(values, new Int16Array(7), same)]).toEqual([0, 2, -8, 0x7fff, -0x8000, 0, 0x7fff]);
    expect([...mapPixels(values, new Uint16Array(7), same)]).toEqual([0, 2, 0, 40000, 0, 0, 0xffff]);
    expect([...mapPixels([-3e9, 3e9, 5e9], new Int32Array(3), same)]).toEqual([-(2 ** 31), 2 ** 31 - 1, 2 ** 31 - 1]);
    expect([...mapPixels([-1, 5e9], new Uint32Array(2), same)]).toEqual([0, 2 ** 32 - 1]);
  });

  it("leaves floats as they are, and may work in place", () => {
    const values = Float32Array.of(0.5, -1.25);
    expect(mapPixels(values, values, (value) => 2 * value)).toBe(values);
    expect([...values]).toEqual([1, -2.5]);
  });
});
