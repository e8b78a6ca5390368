import { describe, expect, it } from "vitest";
import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { compareEchoes, describedEpi, isNavigator, isReversed, positionsOf } from "./epi-judge.ts";
import { arrayNamed, linesOf, readoutsOf } from "./judge.ts";

const small = { matrix: 8, coils: 2, noiseLevel: 0, epi: true } as const;
const flat = { ...small, rampUp: 0, rampDown: 0 } as const;

/** The samples of all readouts, one after another. */
function samplesOf(options: PhantomOptions): Float32Array {
  return Float32Array.from(readoutsOf(options).flatMap(({ data }) => [...data]));
}

describe("the positions of samples", () => {
  const coordinates = (options: PhantomOptions) => {
    const { x } = phantom(options).header.encoding[0]!.encodedSpace.matrixSize;
    const [line] = linesOf({ ...options, coordinates: true });
    return Array.from({ length: line!.header.numberOfSamples }, (_, n) => x * line!.trajectory[2 * n]!);
  };

  it.each<PhantomOptions>([
    {},
    { rampUp: 0, rampDown: 0 },
    { rampUp: 0.1, rampDown: 0.3 },
    { rampUp: 0, rampDown: 0.45, epiSamples: 19 },
    { matrix: 7, oversampling: 1, dwellTime: 2.5, epiSamples: 12 },
    { acquisitionDelay: 8 },
    { acquisitionDelay: 3, dwellTime: 2, epiSamples: 40, rampUp: 0.3, rampDown: 0.25 },
  ])("are the integral of the gradient: %o", (shape) => {
    const options = { ...small, ...shape };
    const actual = coordinates(options);
    const { k } = positionsOf(options);
    expect(relativeError(actual, k)).toBeLessThan(1e-6);
  });

  it("are half a unit from the points of the grid without ramps", () => {
    expect(coordinates(flat)).toEqual(Array.from({ length: 16 }, (_, n) => n - 8 + 0.5));
  });

  it("are no more than a unit from each other, with as few samples as that takes", () => {
    const farthest = (options: PhantomOptions) => {
      const { k } = positionsOf(options);
      return Math.max(...k.slice(1).map((each, n) => each - k[n]!));
    };
    const options = { ...small, matrix: 32 };
    const { numSamples } = describedEpi(options);
    expect(numSamples).toBe(80); // 64 pixels, of which the ramps cover a fifth less
    expect(farthest(options)).toBeLessThan(1 + 1e-6);
    expect(farthest({ ...options, epiSamples: numSamples! - 2 })).toBeGreaterThan(1.01);
  });

  it("of a reversed line are the negative ones", () => {
    const [forward, reversed] = linesOf({ ...small, coordinates: true });
    const kx = (trajectory: Float32Array) => [...trajectory].filter((_, i) => i % 2 === 0);
    expect(kx(reversed!.trajectory)).toEqual(kx(forward!.trajectory).map((k) => -k));
    const ky = (trajectory: Float32Array) => new Set([...trajectory].filter((_, i) => i % 2 === 1));
    expect([...ky(reversed!.trajectory)]).toEqual([-3 / 8]);
  });
});

describe("a sample", () => {
  it.each<PhantomOptions>([
    {},
    { rampUp: 0, rampDown: 0 },
    { matrix: 7, matrixY: 9, oversampling: 1, phaseMap: true, epiNavigators: 2 },
    { rampUp: 0.3, rampDown: 0.1, acquisitionDelay: 6, epiSamples: 30 },
    { gradientDelay: 0.35 },
    { oddEvenPhase: 0.8, drift: -0.05 },
    { segments: 2, shotPhase: 0.4, oddEvenPhase: -0.3, drift: 0.1, repetitions: 2 },
    { segments: 3, slices: 3, interleaved: true, shotPhase: 0.2, epiNavigators: 0, averages: 2 },
    { contrasts: 2, partialFourier: 0.7, drift: 0.1 },
    { acceleration: 2, singleLattice: true, phaseOversampling: 1.5 },
    { position: [25, -10, 40], gradientDelay: 0.2 },
    { position: [25, -10, 40], rotation: [10, 20, 130], slices: 2, rampUp: 0.15 },
    { deadCoil: 1, dummies: 1, noiseReadouts: 2 },
  ])("is the transform of the coil images at its position, with its phase: %o", (shape) => {
    const options = { ...small, ...shape };
    const { actual, expected } = compareEchoes(options);
    expect(actual.length).toBeGreaterThan(0);
    expect(relativeError(actual, expected)).toBeLessThan(2e-6);
  });

  it("is one of a plain measurement where both are on the grid", () => {
    const plain = linesOf({ ...small, epi: false });
    const lines = linesOf({ ...flat, gradientDelay: 0.5 });
    const coil = (data: Float32Array, k: number) => data.slice(32 * k, 32 * (k + 1));
    for (const [i, line] of lines.entries()) {
      for (const k of [0, 1]) {
        const expected = coil(plain[i]!.data, k);
        const reversed = [0, ...Array.from({ length: 15 }, (_, n) => 15 - n)];
        const samples = isReversed(line) ? reversed.flatMap((n) => [...expected.slice(2 * n, 2 * n + 2)]) : expected;
        expect(relativeError(coil(line.data, k), samples)).toBeLessThan(2e-6);
      }
    }
  });

  it("keeps the energy of its line without ramps", () => {
    const energy = (options: PhantomOptions) =>
      linesOf(options).map(({ data }) => data.reduce((sum, value) => sum + value ** 2, 0));
    const plain = energy({ ...small, epi: false });
    for (const [i, each] of energy({ ...flat, gradientDelay: 0.3 }).entries())
      expect(each / plain[i]!).toBeCloseTo(1, 5);
  });

  it("of a slice off the isocentre along the other axes has no phase of its own", () => {
    expect(samplesOf({ ...small, position: [0, 30, 50] })).toEqual(samplesOf(small));
    const there = { ...small, position: [40, 0, 0] } as const;
    expect(samplesOf(there)).not.toEqual(samplesOf(small));
    expect(relativeError(samplesOf({ ...flat, position: there.position }), samplesOf(flat))).toBeLessThan(1e-6);
    expect(arrayNamed(phantom(there), "coil_images").data).toEqual(arrayNamed(phantom(small), "coil_images").data);
  });
});

describe("a gradient delay", () => {
  it("turns the images of navigators by 4π δ from edge to edge", () => {
    const gradientDelay = 0.35;
    const [first, second] = readoutsOf({ ...flat, gradientDelay, matrix: 32 }).filter(isNavigator);
    const images = [first!, second!].map(({ data }, i) => inverse(data.subarray(0, 128), i === 0 ? -1 : 1));
    let [re, im] = [0, 0];
    const product = Array.from({ length: 64 }, (_, x) => {
      const [a, b, c, d] = [images[0]![2 * x]!, images[0]![2 * x + 1]!, images[1]![2 * x]!, images[1]![2 * x + 1]!];
      return [a * c + b * d, a * d - b * c] as const;
    });
    for (const [x, [c, d]] of product.slice(1).entries()) {
      const [a, b] = product[x]!;
      re += a * c + b * d;
      im += a * d - b * c;
    }
    expect(63 * Math.atan2(im, re)).toBeCloseTo((4 * Math.PI * gradientDelay * 63) / 64, 3);
  });
});

/** The image of a line without ramps, sampled in a direction. */
function inverse(samples: Float32Array, direction: number): number[] {
  const pixels = samples.length / 2;
  return Array.from({ length: pixels }, (_, x) => {
    let [re, im] = [0, 0];
    for (let n = 0; n < pixels; n++) {
      const k = direction * (n - pixels / 2 + 0.5);
      const angle = (2 * Math.PI * k * (x - pixels / 2)) / pixels;
      re += samples[2 * n]! * Math.cos(angle) - samples[2 * n + 1]! * Math.sin(angle);
      im += samples[2 * n]! * Math.sin(angle) + samples[2 * n + 1]! * Math.cos(angle);
    }
    return [re, im];
  }).flat();
}

describe("the noise", () => {
  it("has its level in lines, navigators and noise readouts, which are as long", () => {
    const options = { ...small, matrix: 64, coils: 4, noiseReadouts: 16, noiseLevel: 0.3, epiNavigators: 16 };
    const noisy = readoutsOf(options);
    const clean = readoutsOf({ ...options, noiseLevel: 0 });
    const isNoise = (i: number) => noisy[i]!.header.has(AcquisitionFlag.noiseMeasurement);
    for (const part of [isNoise, (i: number) => isNavigator(noisy[i]!), (i: number) => i >= 32]) {
      const differences = noisy.flatMap(({ data, header }, i) => {
        expect(header.numberOfSamples).toBe(160);
        return part(i) ? Array.from(data, (value, at) => value - clean[i]!.data[at]!) : [];
      });
      const variance = differences.reduce((sum, value) => sum + value ** 2, 0) / differences.length;
      expect(Math.sqrt(variance)).toBeGreaterThan(0.3 * 0.98);
      expect(Math.sqrt(variance)).toBeLessThan(0.3 * 1.02);
    }
  });

  it("is the same at each call", () => {
    const options = { ...small, noiseLevel: 0.1, dummies: 1, shotPhase: 0.3, segments: 2 };
    const { acquisitions } = phantom(options);
    expect([...acquisitions()]).toEqual([...acquisitions()]);
  });
});
