import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BluesteinTransform } from "../../../src/numerics/fft/bluestein.ts";
import { lineTransform } from "../../../src/numerics/fft/choice.ts";
import type { Direction } from "../../../src/numerics/fft/index.ts";
import { contiguousLines, type LineTransform } from "../../../src/numerics/fft/line-transform.ts";
import { SmoothTransform, stagesOf } from "../../../src/numerics/fft/smooth-transform.ts";
import { NumericsError } from "../../../src/numerics/index.ts";
import { withScratch } from "../../../src/numerics/kernels/heap.ts";
import * as reference from "../../../src/numerics/kernels/reference-kernels.ts";
import {
  directTransform,
  randomComplex,
  relativeError,
  transformedLines as transformed,
  transformTolerance,
} from "../reference.ts";

const lengths = [...Array.from({ length: 64 }, (_, i) => i + 1), 97, 101, 125, 192, 320, 384, 512, 1009];
const directions: readonly Direction[] = ["forward", "inverse"];

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
  });

  test("puts a constant at floor(N/2), with the weight √N", () => {
    for (const length of [7, 8, 48, 49]) {
      const data = Float32Array.from({ length: 2 * length }, (_, i) => (i % 2 === 0 ? 1 : 0));
      const expected = new Float32Array(2 * length);
      expected[2 * Math.floor(length / 2)] = Math.sqrt(length);
      expect(relativeError(transformed("forward", data, length), expected)).toBeLessThan(transformTolerance(length));
    }
  });
});

/** A transform of random lines in one range of the heap, and the result of its reference on the same memory. */
function withReference(transform: LineTransform, count: number, sides: readonly [Side, Side], direction: Direction) {
  const [from, to] = sides;
  const sizes = sides.map(
    ({ samples, sampleStep, lineStep }) => 2 * ((samples - 1) * sampleStep + count * lineStep) + 2,
  );
  const source = randomComplex(sizes[0]! / 2, 1);
  const target = randomComplex(sizes[1]! / 2, 2);
  const result = withScratch([sizes[0]!, sizes[1]!], (heapSource, heapTarget) => {
    heapSource.set(source);
    heapTarget.set(target);
    transform.transform(direction, { data: heapSource, ...from }, { data: heapTarget, ...to }, count, 0.5);
    expect(heapSource).toEqual(source);
    return heapTarget.slice();
  });
  const factor = 0.5 / Math.sqrt(transform.length);
  const [lines, linesOut] = [
    { data: source, ...from },
    { data: target, ...to },
  ];
  reference.transform(transform.length, lines, linesOut, count, factor, direction === "inverse");
  return relativeError(result, target);
}

interface Side {
  readonly samples: number;
  readonly center: number;
  readonly sampleStep: number;
  readonly lineStep: number;
}

describe("lines in memory", () => {
  const lengths = fc.constantFrom(1, 2, 3, 6, 7, 8, 15, 16, 22, 31, 32, 45, 64);
  const side = fc.record({ samples: fc.integer({ min: 1, max: 70 }), at: fc.nat(100), columns: fc.boolean() });
  const placed = (
    { samples, at, columns }: { samples: number; at: number; columns: boolean },
    count: number,
  ): Side => ({
    samples,
    center: at % samples,
    sampleStep: columns ? count + (at % 3) : 1,
    lineStep: columns ? 1 : samples + (at % 3),
  });

  test.each([
    ["smooth", (length: number) => new SmoothTransform(length, stagesOf(length)!)],
    ["Bluestein's", (length: number) => new BluesteinTransform(length)],
  ])(
    "of any number, steps, samples and centre: the %s transform does what the reference does, and no more",
    (_, make) => {
      fc.assert(
        fc.property(
          lengths,
          fc.integer({ min: 1, max: 19 }),
          side,
          side,
          fc.boolean(),
          (length, count, from, to, inverse) => {
            const sides = [placed(from, count), placed(to, count)] as const;
            const error = withReference(make(length), count, sides, inverse ? "inverse" : "forward");
            expect(error).toBeLessThanOrEqual(2 * transformTolerance(length + 1));
          },
        ),
        { numRuns: 300 },
      );
    },
  );

  test("may be written back where they came from, bit by bit the same", () => {
    for (const length of [5, 16, 64, 1021]) {
      const data = randomComplex(6 * length, length);
      const transform = lineTransform(length); // May let the heap grow.
      withScratch([data.length, data.length, data.length], (apart, target, inPlace) => {
        apart.set(data);
        inPlace.set(data);
        transform.transform("inverse", contiguousLines(apart, length), contiguousLines(target, length), 6);
        const lines = contiguousLines(inPlace, length);
        transform.transform("inverse", lines, lines, 6);
        expect(inPlace).toEqual(target);
      });
    }
  });
});

describe("the stages of a length", () => {
  test("multiply to it, and end with the powers of two", () => {
    for (let length = 1; length <= 4096; length++) {
      const stages = stagesOf(length);
      if (stages === undefined) continue;
      expect(stages.reduce((product, radix) => product * radix, 1)).toBe(length);
      expect(stages.every((radix) => radix === 2 || radix === 4 || radix === 8 || radix % 2 === 1)).toBe(true);
    }
  });

  test("are there for every product of primes up to 509, and for no other", () => {
    expect([512, 7 * 11 * 13, 2 * 509, 509 * 509].map((length) => stagesOf(length) !== undefined)).not.toContain(false);
    expect([521, 2 * 521, 3 * 1009].map(stagesOf)).toEqual([undefined, undefined, undefined]);
  });
});

function errorOfOneLine(transform: LineTransform, direction: Direction): number {
  const data = randomComplex(transform.length, 8);
  const result = withScratch([data.length], (heap) => {
    heap.set(data);
    const lines = contiguousLines(heap, transform.length);
    transform.transform(direction, lines, lines, 1);
    return heap.slice();
  });
  return relativeError(result, directTransform(direction, data));
}

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
      expect(errorOfOneLine(transform, "forward")).toBeLessThanOrEqual(transformTolerance(transform.length));
    }
  });

  test("a heap that had to grow for long lines still serves short ones", () => {
    const [short, chirped] = [lineTransform(32), lineTransform(521)];
    const long = randomComplex(2 ** 20, 9);
    const back = transformed("inverse", transformed("forward", long, 2 ** 20), 2 ** 20);
    expect(relativeError(back, long)).toBeLessThanOrEqual(2 * transformTolerance(2 ** 20));
    for (const transform of [short, chirped]) {
      expect(errorOfOneLine(transform, "inverse")).toBeLessThanOrEqual(transformTolerance(transform.length));
    }
  });
});

test.each([0, -4, 1.5, Number.NaN, 2 ** 20 + 1])("there is no transform of length %d", (length) => {
  const refused = expect.objectContaining({ code: "bad-length", name: NumericsError.name });
  expect(() => lineTransform(length)).toThrow(refused);
});
