import { describe, expect, test } from "vitest";
import {
  countNonFinite,
  imag,
  magnitude,
  maximumPixel,
  phase,
  real,
  rootSumOfSquares,
  scale,
} from "../../../src/numerics/images/index.ts";
import { NumericsError } from "../../../src/numerics/index.ts";
import { randomComplex, relativeError } from "../reference.ts";

describe("pixels", () => {
  const data = Float32Array.of(3, 4, -1, 0, 0, -2, 0, 0);

  test("magnitude, real and imag of known values", () => {
    expect([...magnitude(data)]).toEqual([5, 1, 2, 0]);
    expect([...real(data)]).toEqual([3, -1, 0, 0]);
    expect([...imag(data)]).toEqual([4, 0, -2, 0]);
  });

  test("phase of known values, from −π to π, is 0 for any zero", () => {
    const zeros = Float32Array.of(-1, -0, -0, 0, -0, -0);
    expect([...phase(data)]).toEqual([Math.atan2(4, 3), Math.PI, -Math.PI / 2, 0].map(Math.fround));
    expect([...phase(zeros)]).toEqual([Math.fround(-Math.PI), 0, 0]);
  });

  test("magnitude and phase together are the pixel", () => {
    const pixels = randomComplex(100, 1);
    const [m, p] = [magnitude(pixels), phase(pixels)];
    const again = Float64Array.from(
      pixels,
      (_, i) => m[i >> 1]! * (i % 2 ? Math.sin(p[i >> 1]!) : Math.cos(p[i >> 1]!)),
    );
    expect(relativeError(again, pixels)).toBeLessThan(3e-7);
  });

  test("magnitude does not overflow where the square would", () => {
    expect([...magnitude(Float32Array.of(3e30, 4e30))]).toEqual([Math.fround(5e30)]);
  });

  test("magnitudes, non-finite pixels and the maximum of images of any size", () => {
    for (const pixels of [0, 1, 16_384, 40_001]) {
      const data = randomComplex(pixels, 1);
      const expected = Float32Array.from({ length: pixels }, (_, i) =>
        Math.sqrt(data[2 * i]! ** 2 + data[2 * i + 1]! ** 2),
      );
      const found = magnitude(data);
      expect(found).toEqual(expected);
      expect(maximumPixel(found)).toBe(found.reduce((most, value) => Math.max(most, value), 0));
      expect(countNonFinite(found)).toBe(0);
      found.fill(Number.NaN, 0, 1).fill(Number.POSITIVE_INFINITY, Math.max(pixels - 2, 1));
      expect(countNonFinite(found)).toBe(Math.min(pixels, 3));
    }
  });

  test("scale multiplies, into a new array or the given one", () => {
    expect([...scale(data, -2)]).toEqual([-6, -8, 2, -0, -0, 4, -0, -0]);
    const copy = data.slice();
    expect(scale(copy, 0.5, copy)).toBe(copy);
    expect([...copy]).toEqual([1.5, 2, -0.5, 0, 0, -1, 0, 0]);
  });

  test("an output of another size is refused", () => {
    for (const extract of [magnitude, phase, real, imag]) {
      expect(() => extract(data, new Float32Array(3))).toThrow(NumericsError);
    }
    expect(() => scale(data, 1, new Float32Array(3))).toThrow(NumericsError);
  });
});

describe("rootSumOfSquares", () => {
  test.each([
    [1, 1],
    [5, 3],
    [2500, 7],
  ])("of %i pixels and %i coils equals √Σ|c|²", (pixels, coils) => {
    const data = randomComplex(pixels * coils, pixels);
    const expected = Float64Array.from({ length: pixels }, (_, pixel) => {
      const squares = Array.from({ length: coils }, (_, coil) => {
        const at = 2 * (coil * pixels + pixel);
        return data[at]! ** 2 + data[at + 1]! ** 2;
      });
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
    });
    const out = new Float32Array(pixels);
    expect(rootSumOfSquares(data, pixels, coils, out)).toBe(out);
    expect(relativeError(out, expected)).toBeLessThan(1e-7);
  });

  test("refuses data and outputs of another size", () => {
    expect(() => rootSumOfSquares(new Float32Array(12), 2, 2)).toThrow(NumericsError);
    expect(() => rootSumOfSquares(new Float32Array(8), 2, 2, new Float32Array(3))).toThrow(NumericsError);
  });
});
