import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { combineByMaps, runAdaptiveCombination } from "../../../src/numerics/coils/adaptive-combination.ts";
import { estimateCoilMaps } from "../../../src/numerics/coils/coil-maps.ts";
import { referenceCoil } from "../../../src/numerics/coils/reference-coil.ts";
import { magnitude, rootSumOfSquares } from "../../../src/numerics/images/index.ts";
import { sheppLogan } from "../../../src/simulator/index.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { loopSensitivities, modulated, phantomScene, phaseBetween, pixelsInside, seenBy, withNoise } from "./scene.ts";

const methods = ["inati", "walsh"] as const;
const settings = { kernel: 7, iterations: 3 };

function combine(
  images: Float32Array,
  width: number,
  coils: number,
  method: (typeof methods)[number],
  together = 1,
): Float32Array {
  const combined = new Float32Array(images.length / coils);
  const height = images.length / (2 * width * coils * together);
  runAdaptiveCombination(
    { ...settings, method, size: [width, height, 1], coils, imagesPerReference: together },
    images,
    combined,
  );
  return combined;
}

describe.each(methods)("%s", (method) => {
  const shape = { size: [96, 96, 1] as const, coils: 8 };
  const pixels = 96 * 96;

  test("finds the sensitivities inside of the object, but for a phase that all coils share and that is smooth", () => {
    const { object, sensitivities, images } = phantomScene(96, 8);
    const maps = estimateCoilMaps(images, shape, { ...settings, method });
    const norms = rootSumOfSquares(sensitivities, pixels, 8);
    const turns = new Map<number, number>();
    for (const i of pixelsInside(object)) {
      let [re, im, power] = [0, 0, 0];
      for (let coil = 0; coil < 8; coil++) {
        const at = 2 * (coil * pixels + i);
        const [a, b, c, d] = [
          maps[at]!,
          maps[at + 1]!,
          sensitivities[at]! / norms[i]!,
          sensitivities[at + 1]! / norms[i]!,
        ];
        re += a * c + b * d;
        im += a * d - b * c;
        power += a * a + b * b;
      }
      expect(power).toBeCloseTo(1, 5);
      // 1 − |⟨map, sensitivity⟩|² is the share of signal that is lost; the window's centre is not the pixel at an edge
      expect(1 - Math.hypot(re, im)).toBeLessThan(2e-3);
      turns.set(i, Math.atan2(im, re));
    }
    for (const [i, turn] of turns) {
      for (const next of [i + 1, i + 96]) {
        if (turns.has(next)) expect(Math.abs(Math.sin((turns.get(next)! - turn) / 2))).toBeLessThan(0.02);
      }
    }
  });

  test("without noise gives the magnitude of the root sum of squares, whatever the phase", () => {
    const { object, sensitivities } = phantomScene(96, 8);
    const images = seenBy(
      sensitivities,
      modulated(object, 96, (x, y) => 3 * x * y + 8 * Math.sin(x)),
    );
    const expected = rootSumOfSquares(images, pixels, 8);
    expect(relativeError(magnitude(combine(images, 96, 8, method)), expected)).toBeLessThan(1e-3);
  });

  test.each([
    ["as fast everywhere", () => -1, 1e-5, 1e-5],
    ["faster in some places", (x: number, y: number) => -1 - 0.4 * Math.cos(2 * x + y), 1e-3, 1e-2],
  ])("keeps the difference in phase of two echoes that decay %s", (_, log, typically, atMost) => {
    const { object, sensitivities } = phantomScene(96, 8);
    const first = modulated(object, 96, (x, y) => 4 * x * x + 2 * y);
    const second = modulated(first, 96, (x, y) => 2 * x - 1.5 * y + x * y, log);
    const both = new Float32Array(32 * pixels);
    both.set(seenBy(sensitivities, first));
    both.set(seenBy(sensitivities, second), 16 * pixels);
    const combined = combine(both, 96, 8, method, 2);
    const found = phaseBetween(combined.subarray(2 * pixels), combined.subarray(0, 2 * pixels));
    const expected = phaseBetween(second, first);
    const errors = pixelsInside(object).map((i) => Math.abs(2 * Math.sin((found[i]! - expected[i]!) / 2)));
    expect(Math.hypot(...errors) / Math.sqrt(errors.length)).toBeLessThan(typically);
    expect(Math.max(...errors)).toBeLessThan(atMost);
  });

  test("has no pole in its phase where the array's first mode has one", () => {
    const object = sheppLogan(96, 96);
    const sensitivities = loopSensitivities(96, 16);
    const wave = (x: number, y: number) => 3 * x - 2 * y * y;
    const combined = combine(seenBy(sensitivities, modulated(object, 96, wave)), 96, 16, method);
    const rest = phaseBetween(combined, modulated(object, 96, wave));
    const inside = new Set(pixelsInside(object));
    const step = (from: number, to: number) =>
      Math.atan2(Math.sin(rest[to]! - rest[from]!), Math.cos(rest[to]! - rest[from]!));
    for (const i of inside) {
      const round = [i, i + 1, i + 97, i + 96, i];
      if (!round.every((pixel) => inside.has(pixel))) continue;
      const turn = round.slice(1).reduce((sum, pixel, k) => sum + step(round[k]!, pixel), 0);
      expect(Math.abs(turn)).toBeLessThan(1e-3);
    }
  });

  test("loses nothing where the reference coil sees nothing", () => {
    // two coils and two halves of an object, a window apart
    const column = (i: number) => (i >> 1) % 48;
    const object = sheppLogan(48, 48).map((value, i) => (column(i) >= 26 && column(i) < 33 ? 0 : value));
    const images = new Float32Array(4 * 48 * 48);
    for (let i = 0; i < object.length; i++) images[column(i) < 28 ? i : i + object.length] = object[i]!;
    expect(relativeError(magnitude(combine(images, 48, 2, method)), magnitude(object))).toBeLessThan(1e-6);
  });

  test("of zeros is zero, of one coil that coil, and a dead coil changes nothing", () => {
    expect(combine(new Float32Array(2 * 64 * 3), 8, 3, method).every((value) => value === 0)).toBe(true);
    const { images } = phantomScene(32, 3);
    const one = images.subarray(0, 2048);
    expect(relativeError(combine(one, 32, 1, method), one)).toBeLessThan(1e-6);
    const withDead = Float32Array.of(...images.subarray(0, 2048), ...new Float32Array(2048), ...images.subarray(2048));
    expect(relativeError(combine(withDead, 32, 4, method), combine(images, 32, 3, method))).toBeLessThan(1e-6);
  });

  test.each([1e-18, 1e15])("keeps its accuracy with images in units of %f", (unit) => {
    const { images } = phantomScene(32, 4);
    const expected = combine(images, 32, 4, method).map((value) => value * unit);
    const found = combine(
      images.map((value) => value * unit),
      32,
      4,
      method,
    );
    expect(
      relativeError(
        found.map((value) => value / unit),
        expected.map((value) => value / unit),
      ),
    ).toBeLessThan(1e-5);
  });

  test("keeps a pixel that is not a number to its neighbourhood", () => {
    const { images } = phantomScene(48, 4);
    images[2 * (24 * 48 + 24)] = Number.NaN;
    const combined = combine(images, 48, 4, method);
    // a kernel an iteration
    for (let i = 0; i < combined.length; i++) {
      const [column, row] = [(i >> 1) % 48, Math.floor(i / 96)];
      if (Math.max(Math.abs(column - 24), Math.abs(row - 24)) > 3 * 3) expect(combined[i]).not.toBeNaN();
    }
  });

  test("has more signal for its noise than the root sum of squares where there is little signal", () => {
    const [width, coils, deviation, replicas] = [40, 8, 0.12, 50];
    const { object, images } = phantomScene(width, coils);
    const truth = rootSumOfSquares(images, width * width, coils);
    const runs = Array.from({ length: replicas }, (_, seed) => withNoise(images, deviation, seed + 1));
    const adaptive = runs.map((run) => combine(run, width, coils, method));
    const rss = runs.map((run) => rootSumOfSquares(run, width * width, coils));
    const statistics = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return {
        mean,
        std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)),
      };
    };
    // what rss shows where there is nothing: not signal
    const empty = Array.from({ length: width }, (_, i) => i); // the first row is air
    const floor = statistics(rss.flatMap((image) => empty.map((i) => image[i]!))).mean;
    const found = pixelsInside(object)
      .filter((i) => truth[i]! < 2.5 * deviation * Math.SQRT2)
      .map((i) => {
        const parts = [0, 1].map((part) => statistics(adaptive.map((image) => image[2 * i + part]!)));
        const signal = Math.hypot(parts[0]!.mean, parts[1]!.mean);
        const noise = Math.hypot(parts[0]!.std, parts[1]!.std) / Math.SQRT2;
        const plain = statistics(rss.map((image) => image[i]!));
        return {
          gain: signal / noise / ((plain.mean - floor) / plain.std),
          bias: signal / truth[i]! - 1,
          plainBias: plain.mean / truth[i]! - 1,
        };
      });
    const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
    expect(found.length).toBeGreaterThan(50);
    const result = {
      gain: median(found.map(({ gain }) => gain)),
      bias: median(found.map(({ bias }) => bias)),
      plainBias: median(found.map(({ plainBias }) => plainBias)),
    };
    expect(result.gain).toBeGreaterThan(2);
    expect(Math.abs(result.bias)).toBeLessThan(0.03);
    expect(result.plainBias).toBeGreaterThan(0.4);
  });
});

describe("referenceCoil", () => {
  test("does not depend on the phase of the object, and follows the phases of the coils", () => {
    const { object, sensitivities, images } = phantomScene(32, 5);
    const shape = { size: [32, 32, 1] as const, coils: 5 };
    const u = referenceCoil(images, shape);
    const wave = modulated(object, 32, (x, y) => 9 * x + Math.sin(5 * y));
    expect(relativeError(referenceCoil(seenBy(sensitivities, wave), shape), u)).toBeLessThan(1e-5);
    // coil 3 by e^(iπ/2)
    const turned = images.map((value, i) =>
      Math.floor(i / 2048) !== 3 ? value : i % 2 === 0 ? -images[i + 1]! : images[i - 1]!,
    );
    const expected = u.map((value, i) => (i >> 1 !== 3 ? value : i % 2 === 0 ? -u[i + 1]! : u[i - 1]!));
    expect(relativeError(referenceCoil(turned, shape), expected)).toBeLessThan(1e-5);
  });
});

describe("combineByMaps", () => {
  test("divides by the power of the maps", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9 }), (coils, pixels) => {
        const maps = randomComplex(coils * pixels, 1);
        const object = randomComplex(pixels, 2);
        const combined = combineByMaps(seenBy(maps, object), maps, new Float32Array(2 * pixels));
        expect(relativeError(combined, object)).toBeLessThan(1e-5);
      }),
    );
    expect([...combineByMaps(Float32Array.of(1, 2), new Float32Array(2), new Float32Array(2))]).toEqual([0, 0]);
  });
});

test("what makes no sense is refused", () => {
  const images = new Float32Array(24);
  const shape = { size: [3, 2, 1] as const, coils: 2 };
  const options = { ...settings, method: "inati" } as const;
  const refusal = (code: string) => expect.objectContaining({ code });
  expect(() => estimateCoilMaps(images, { ...shape, coils: 3 }, options)).toThrow(refusal("shape-mismatch"));
  expect(() => estimateCoilMaps(images, { ...shape, coils: 0 }, options)).toThrow(refusal("bad-length"));
  expect(() => estimateCoilMaps(images, shape, { ...options, kernel: 0 })).toThrow(refusal("bad-length"));
  expect(() => estimateCoilMaps(images, shape, { ...options, iterations: 0 })).toThrow(refusal("bad-length"));
  expect(() => combineByMaps(images, images.subarray(2), new Float32Array(12))).toThrow(refusal("shape-mismatch"));
  expect(() => combineByMaps(images, images, new Float32Array(10))).toThrow(refusal("bad-length"));
});
