import { describe, expect, test } from "vitest";
import { type Direction, lineTransform, NumericsError } from "../../../src/numerics/index.ts";
import { runPython, skipReason } from "../../support/peers.ts";
import { directTransform, randomComplex, relativeError, transformTolerance } from "../reference.ts";

const lengths = [...Array.from({ length: 64 }, (_, i) => i + 1), 97, 101, 125, 192, 320, 384, 512, 1009];
const directions: readonly Direction[] = ["forward", "inverse"];

function transformed(direction: Direction, data: Float32Array, length: number): Float32Array {
  const result = new Float32Array(data.length);
  lineTransform(length).transform(direction, data, result, data.length / (2 * length));
  return result;
}

function energy(data: Float32Array): number {
  return data.reduce((sum, value) => sum + value * value, 0);
}

describe("a centred unitary transform", () => {
  describe.each(lengths)("of %i samples", (length) => {
    const tolerance = transformTolerance(length);

    test.each(directions)("%s equals the definition in float64, on each of three lines", (direction) => {
      const data = randomComplex(3 * length, length);
      const result = transformed(direction, data, length);
      for (let line = 0; line < 3; line++) {
        const range = [2 * length * line, 2 * length * (line + 1)] as const;
        const expected = directTransform(direction, data.subarray(...range));
        expect(relativeError(result.subarray(...range), expected)).toBeLessThanOrEqual(tolerance);
      }
    });

    test("keeps the energy (Parseval)", () => {
      const data = randomComplex(length, 1);
      for (const direction of directions) {
        const ratio = energy(transformed(direction, data, length)) / energy(data);
        expect(Math.abs(ratio - 1)).toBeLessThanOrEqual(2 * tolerance);
      }
    });

    test("is undone by its inverse", () => {
      const data = randomComplex(2 * length, 2);
      const back = transformed("inverse", transformed("forward", data, length), length);
      expect(relativeError(back, data)).toBeLessThanOrEqual(2 * tolerance);
    });

    test("is linear", () => {
      const [a, b] = [randomComplex(length, 3), randomComplex(length, 4)];
      const sum = a.map((value, i) => 2 * value - 3 * b[i]!);
      const [ta, tb] = [transformed("forward", a, length), transformed("forward", b, length)];
      const expected = ta.map((value, i) => 2 * value - 3 * tb[i]!);
      expect(relativeError(transformed("forward", sum, length), expected)).toBeLessThanOrEqual(3 * tolerance + 2e-7);
    });

    test("turns a shift by one sample into a linear phase about the centre", () => {
      const data = randomComplex(length, 5);
      const shifted = new Float32Array(data.length);
      shifted.set(data.subarray(0, -2), 2);
      shifted.set(data.subarray(-2), 0);
      const spectrum = transformed("forward", data, length);
      const expected = new Float64Array(data.length);
      for (let k = 0; k < length; k++) {
        const angle = (-2 * Math.PI * (k - Math.floor(length / 2))) / length;
        const [re, im] = [spectrum[2 * k]!, spectrum[2 * k + 1]!];
        expected[2 * k] = re * Math.cos(angle) - im * Math.sin(angle);
        expected[2 * k + 1] = re * Math.sin(angle) + im * Math.cos(angle);
      }
      expect(relativeError(transformed("forward", shifted, length), expected)).toBeLessThanOrEqual(2 * tolerance);
    });

    test("gives the same bits in place", () => {
      const data = randomComplex(3 * length, 6);
      const expected = transformed("inverse", data, length);
      lineTransform(length).transform("inverse", data, data, 3);
      expect(data).toEqual(expected);
    });
  });

  test("puts a constant at floor(N/2), with the weight √N", () => {
    for (const length of [7, 8, 48, 49]) {
      const data = Float32Array.from({ length: 2 * length }, (_, i) => (i % 2 === 0 ? 1 : 0));
      const expected = new Float32Array(2 * length);
      expected[2 * Math.floor(length / 2)] = Math.sqrt(length);
      expect(relativeError(transformed("forward", data, length), expected)).toBeLessThan(transformTolerance(length));
    }
  });

  test("leaves its source and all that lies behind its lines untouched", () => {
    for (const length of [1, 4, 5, 16]) {
      const source = randomComplex(3 * length, 7);
      const before = source.slice();
      const target = new Float32Array(6 * length).fill(42);
      lineTransform(length).transform("forward", source, target, 2);
      expect(source).toEqual(before);
      expect(target.subarray(4 * length).every((value) => value === 42)).toBe(true);
      expect(target.subarray(0, 4 * length).includes(42)).toBe(false);
    }
  });
});

describe("the cache of transforms", () => {
  test("makes a transform once per length", () => {
    for (const length of [1, 8, 37, 64]) expect(lineTransform(length)).toBe(lineTransform(length));
  });

  test("forgets the length that was used longest ago, and a transform still in hand goes on working", () => {
    const held = [lineTransform(67), lineTransform(80)];
    const used = lineTransform(71);
    for (let length = 100; length < 200; length++) {
      lineTransform(length);
      expect(lineTransform(71)).toBe(used);
    }
    expect(lineTransform(67)).not.toBe(held[0]);
    for (const transform of held) {
      const data = randomComplex(transform.length, 8);
      const result = new Float32Array(data.length);
      transform.transform("forward", data, result, 1);
      const tolerance = transformTolerance(transform.length);
      expect(relativeError(result, directTransform("forward", data))).toBeLessThanOrEqual(tolerance);
    }
  });

  test("a heap that had to grow for long lines still serves short ones", () => {
    const [short, chirped] = [lineTransform(32), lineTransform(31)];
    const long = randomComplex(2 ** 20, 9);
    const back = transformed("inverse", transformed("forward", long, 2 ** 20), 2 ** 20);
    expect(relativeError(back, long)).toBeLessThanOrEqual(2 * transformTolerance(2 ** 20));
    for (const transform of [short, chirped]) {
      const data = randomComplex(transform.length, 10);
      const result = new Float32Array(data.length);
      transform.transform("inverse", data, result, 1);
      const tolerance = transformTolerance(transform.length);
      expect(relativeError(result, directTransform("inverse", data))).toBeLessThanOrEqual(tolerance);
    }
  });
});

describe("a transform refuses", () => {
  const codeOf = (run: () => unknown): unknown => {
    try {
      run();
    } catch (error) {
      return error instanceof NumericsError ? error.code : error;
    }
    return "nothing thrown";
  };

  test.each([0, -4, 1.5, Number.NaN, 2 ** 20 + 1])("the length %d", (length) => {
    expect(codeOf(() => lineTransform(length))).toBe("bad-length");
  });

  test.each([1, 8, 15, 16])("arrays that are too short for the lines, at length %i", (length) => {
    const [long, short] = [new Float32Array(4 * length), new Float32Array(4 * length - 1)];
    const transform = lineTransform(length);
    expect(codeOf(() => transform.transform("forward", short, long, 2))).toBe("shape-mismatch");
    expect(codeOf(() => transform.transform("forward", long, short, 2))).toBe("shape-mismatch");
    expect(codeOf(() => transform.transform("forward", long, long, -1))).toBe("bad-length");
  });
});

const reason = skipReason("python");
describe.skipIf(reason !== undefined)(`against NumPy${reason ? ` (skipped: ${reason})` : ""}`, () => {
  test("equals shifted, scaled numpy.fft of odd and even lengths", () => {
    const script = `
import json
import numpy as np
from numpy.fft import fft, fftshift, ifft, ifftshift
random = np.random.default_rng(1)
flat = lambda x: np.stack([x.real, x.imag], -1).ravel().tolist()
cases = []
for n in [1, 2, 3, 8, 9, 15, 16, 45, 48, 97, 168, 224, 320]:
    x = (random.standard_normal(n) + 1j * random.standard_normal(n)).astype(np.complex64).astype(complex)
    forward = fftshift(fft(ifftshift(x))) / np.sqrt(n)
    inverse = fftshift(ifft(ifftshift(x))) * np.sqrt(n)
    cases.append(dict(length=n, data=flat(x), forward=flat(forward), inverse=flat(inverse)))
print(json.dumps(cases))`;
    const cases = JSON.parse(runPython(script)) as Record<Direction | "data", number[]>[];
    expect(cases).toHaveLength(13);
    for (const { data, ...expected } of cases) {
      const length = data.length / 2;
      for (const direction of directions) {
        const result = transformed(direction, Float32Array.from(data), length);
        expect(relativeError(result, expected[direction])).toBeLessThanOrEqual(transformTolerance(length));
      }
    }
  });
});
