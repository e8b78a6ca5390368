import { describe, expect, it } from "vitest";
import {
  chooseKernel,
  grappaWeightsTask,
  type Lattice,
  linesToFill,
  unmixingLength,
  unmixTask,
  weightsLength,
} from "../../../src/numerics/parallel/index.ts";
import { adjoint } from "../../../src/numerics/sense/cg-sense.ts";
import { toHybrid } from "../../../src/numerics/sense/encoding.ts";
import { latticeMask } from "../../../src/numerics/sense/index.ts";
import { unfold } from "../../../src/numerics/sense/unfold.ts";
import {
  ComplexMoments,
  keepLattice,
  type LatticeLines,
  mapUnmixingTask,
  noiseScale,
  replicasTask,
  type Unmixing,
} from "../../../src/numerics/snr/index.ts";
import { filled } from "../parallel/filled.ts";
import { blockOf, onlyLines, polynomialCoils } from "../parallel/polynomial-maps.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { encode, unitMaps } from "../sense/dense.ts";

type Size = readonly [number, number, number];

/** The lines of a lattice, of whole readouts, with the given number of averages. */
function linesOf(lattice: Lattice, size: Size, count = 1): LatticeLines {
  const counts = Uint32Array.from(latticeMask(lattice, size), (line) => line * count);
  return { counts, first: new Uint16Array(counts.length), end: new Uint16Array(counts.length).fill(size[0]) };
}

/** The coefficients u, `[coils][z][y][x]`, and g. */
function unmixed(size: Size, coils: number, maps: Float32Array, unmixing: Omit<Unmixing, "maps">) {
  const result = new Float32Array(unmixingLength({ size, coils }));
  mapUnmixingTask.run({ size, coils, unmixings: [{ ...unmixing, maps: 0 }], lambda: 0 }, maps, result);
  const pixels = size[0] * size[1] * size[2];
  return { coefficients: result.slice(0, 2 * coils * pixels), g: result.slice(2 * coils * pixels) };
}

interface Sampled {
  readonly set: number;
  readonly scale: number;
  readonly lines: LatticeLines;
}

/** The image of `[coils][z][y][x]`, in units of the noise. */
function imageOf(
  size: Size,
  coefficients: Float32Array,
  image: Sampled,
  data: Float32Array,
  readout: "k-space" | "image" = "k-space",
) {
  const coils = data.length / (2 * size[0] * size[1] * size[2]);
  const input = new Float32Array(2 * data.length);
  input.set(coefficients);
  input.set(data, data.length);
  keepLattice(image.lines, size[0], input.subarray(data.length));
  const result = new Float32Array(data.length / coils);
  unmixTask.run({ size, coils, images: [image], sets: 1, readout }, input, result);
  return result;
}

function deviations(size: Size, coils: number, coefficients: Float32Array, image: Sampled, replicas: number) {
  const result = new Float32Array(size[0] * size[1] * size[2]);
  replicasTask.run({ size, coils, images: [image], replicas, seed: 1 }, coefficients, result);
  return result;
}

const lattices: [string, Size, number, Lattice, number][] = [
  ["R 2", [24, 32, 1], 8, { acceleration: [2, 1], offset: [0, 0], shift: 0 }, 2],
  ["R 3, offset 2", [24, 36, 1], 8, { acceleration: [3, 1], offset: [2, 0], shift: 0 }, 3],
  ["R 2 × 2", [8, 16, 12], 12, { acceleration: [2, 2], offset: [1, 0], shift: 0 }, 4],
  ["CAIPIRINHA", [8, 16, 12], 12, { acceleration: [2, 2], offset: [0, 1], shift: 1 }, 4],
];

/** Weights from noisy polynomial maps, so that they amplify noise, and all data. */
function grappaOf(size: Size, coils: number, lattice: Lattice) {
  const whole = polynomialCoils(size, coils, 2);
  for (const [i, value] of randomComplex(whole.data.length / 2, 3).entries()) whole.data[i]! += value;
  const { block, data } = blockOf(whole, [0, size[1] - 1], [0, size[2] - 1]);
  const kernel = chooseKernel(lattice, block, { e0: 3, e2: size[2] > 1 ? 2 : undefined })!;
  const work = { block, kernel, center: Math.floor(size[0] / 2), lambda: 1e-3, samples: 1 };
  const weights = new Float32Array(weightsLength(work));
  grappaWeightsTask.run({ calibrations: [work] }, data, weights);
  return { whole, grappa: { kernel, weights: weights.slice(0, -1) } };
}

describe.each(lattices)("the unmixing of %s", (_name, size, coils, lattice, factor) => {
  const maps = unitMaps(size, coils);
  const lines = linesOf(lattice, size);
  const image = { set: 0, scale: noiseScale(lines, factor, size[0]), lines };
  const mask = latticeMask(lattice, size);
  const pixels = size[0] * size[1] * size[2];

  it("by GRAPPA is that of the filled k-space, combined by the maps", () => {
    const { whole, grappa } = grappaOf(size, coils, lattice);
    const { coefficients } = unmixed(size, coils, maps, { lattice, grappa });
    const sampled = onlyLines(whole, (e1, e2) => mask[e2 * size[1] + e1] === 1);
    const range = (length: number) => ({ size: length, first: 0, last: length - 1 });
    const filling = { ...linesToFill(lattice, mask, range(size[1]), range(size[2])), ...grappa };
    const complete = filled({ shape: size, coils, readout: "k-space", images: [filling] }, sampled);
    toHybrid(complete, size[0], coils);
    const expected = adjoint({ size, coils, maps, mask: new Uint8Array(mask.length).fill(1) }, complete);
    const units = imageOf(size, coefficients, image, whole.data).map((value) => value * Math.sqrt(factor));
    expect(relativeError(units, expected)).toBeLessThan(1e-5);
  });

  it("by SENSE is that of direct unfolding", () => {
    const { coefficients } = unmixed(size, coils, maps, { lattice });
    const object = randomComplex(pixels, 7);
    const hybrid = Float32Array.from(encode(size, coils, maps, mask, object));
    const expected = new Float32Array(2 * pixels);
    unfold({ size, coils, maps, lattice }, hybrid, 0, expected);
    const units = imageOf(size, coefficients, image, hybrid, "image");
    // The noise of a lattice has 1 / √R of that of all lines.
    expect(
      relativeError(
        units.map((value) => value * Math.sqrt(factor)),
        expected,
      ),
    ).toBeLessThan(1e-5);
  });

  it("has the noise that its g-factor says, by GRAPPA and SENSE", () => {
    const { grappa } = grappaOf(size, coils, lattice);
    for (const unmixing of [{ lattice, grappa }, { lattice }]) {
      const { coefficients, g } = unmixed(size, coils, maps, unmixing);
      const ratios = deviations(size, coils, coefficients, image, 400).map((value, i) => value / g[i]!);
      const mean = ratios.reduce((sum, value) => sum + value, 0) / pixels;
      expect(Math.abs(mean - 1)).toBeLessThan(0.005);
      const scatter = Math.sqrt(ratios.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels);
      expect(scatter).toBeGreaterThan(0.03);
      expect(scatter).toBeLessThan(0.04); // 1 / √(2 · 399) = 0.0354
    }
  });
});

describe("the g-factor", () => {
  const size = [3, 12, 1] as const;
  const maps = unitMaps(size, 6);
  const half: Lattice = { acceleration: [2, 1], offset: [1, 0], shift: 0 };

  it("of SENSE is √([M⁻¹]_rr [M]_rr), which for two pixels is 1 / √(1 − |ρ|²), ρ the product of their maps", () => {
    const { g } = unmixed(size, 6, maps, { lattice: half });
    for (let pixel = 0; pixel < 18; pixel += 1) {
      let [re, im] = [0, 0];
      for (let a = 2 * pixel, b = a + 36; a < maps.length; a += 72, b += 72) {
        re += maps[a]! * maps[b]! + maps[a + 1]! * maps[b + 1]!;
        im += maps[a]! * maps[b + 1]! - maps[a + 1]! * maps[b]!;
      }
      const expected = 1 / Math.sqrt(1 - re * re - im * im);
      expect(g[pixel]).toBeCloseTo(expected, 4);
      expect(g[pixel + 18]).toBeCloseTo(expected, 4);
    }
    expect(Math.max(...g)).toBeGreaterThan(1.05);
  });

  it("is 1 without acceleration, and 0 where there are no maps", () => {
    const whole: Lattice = { acceleration: [1, 1], offset: [0, 0], shift: 0 };
    const masked = maps.map((value, i) => (Math.floor(i / 6) % 6 === 2 ? 0 : value));
    const { coefficients, g } = unmixed(size, 6, masked, { lattice: whole });
    expect(coefficients).toEqual(masked.map((value, i) => (i % 2 === 0 ? value : -value)));
    for (const [i, value] of g.entries()) expect(value).toBeCloseTo(Math.floor(i / 3) % 6 === 2 ? 0 : 1, 6);
    const accelerated = unmixed(size, 6, masked, { lattice: half });
    expect([...accelerated.g.subarray(6, 9)]).toEqual([0, 0, 0]);
    expect(accelerated.coefficients.every(Number.isFinite)).toBe(true);
  });

  it("is also the noise of averages, partial Fourier and short readouts", () => {
    const wide = [16, 24, 1] as const;
    const own = unitMaps(wide, 6);
    const { coefficients, g } = unmixed(wide, 6, own, { lattice: half });
    const lines = linesOf(half, wide, 3);
    lines.counts.fill(0, 0, 7);
    lines.counts[15] = 1;
    lines.first.fill(4);
    const image = { set: 0, scale: noiseScale(lines, 2, 16), lines };
    const ratios = deviations(wide, 6, coefficients, image, 400).map((value, i) => value / g[i]!);
    expect(Math.abs(ratios.reduce((sum, value) => sum + value, 0) / ratios.length - 1)).toBeLessThan(0.005);
  });
});

describe("the moments of repetitions", () => {
  const images = Array.from({ length: 50 }, (_, i) => randomComplex(10, 100 + i));

  it("have the standard deviation of the component in phase with the mean", () => {
    const moments = new ComplexMoments(10);
    const shifted = images.map((image) => image.map((value, i) => value + (i % 2 === 0 ? 30 : 40)));
    for (const image of shifted) moments.add(image);
    expect(moments.count).toBe(50);
    const deviation = new Float32Array(10);
    moments.deviation(deviation);
    for (let pixel = 0; pixel < 10; pixel += 1) {
      const mean = [0, 1].map((part) => shifted.reduce((sum, image) => sum + image[2 * pixel + part]!, 0) / 50);
      const length = Math.hypot(mean[0]!, mean[1]!);
      const along = shifted.map((image) => (image[2 * pixel]! * mean[0]! + image[2 * pixel + 1]! * mean[1]!) / length);
      const average = along.reduce((sum, value) => sum + value, 0) / 50;
      const expected = Math.sqrt(along.reduce((sum, value) => sum + (value - average) ** 2, 0) / 49);
      expect(deviation[pixel]).toBeCloseTo(expected, 4);
    }
  });

  it("do not contain a drift of the phase, and are 0 for one image", () => {
    const moments = new ComplexMoments(1);
    const deviation = new Float32Array(1);
    moments.add(Float32Array.of(100, 0));
    moments.deviation(deviation);
    expect(deviation[0]).toBe(0);
    for (const angle of [-0.02, 0.02]) moments.add(Float32Array.of(100 * Math.cos(angle), 100 * Math.sin(angle)));
    moments.deviation(deviation);
    expect(deviation[0]).toBeLessThan(0.03);
  });
});
