import { describe, expect, it } from "vitest";
import { transformAxis } from "../../../src/numerics/index.ts";
import {
  combiningCoefficients,
  type GrappaKernel,
  gFactor,
  grappaWeightsTask,
  unmixingCoefficients,
  weightsLength,
} from "../../../src/numerics/parallel/index.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { blockOf, type CoilData, onlyLines, polynomialCoils } from "./polynomial-maps.ts";

/** Images of all coils, by a unitary inverse transform. */
function imagesOf({ shape, coils }: CoilData, kSpace: Float32Array): Float32Array {
  const images = kSpace.slice();
  for (const axis of [0, 1, 2]) transformAxis(images, [...shape, coils], axis, "inverse");
  return images;
}

/** Σ conj(c) x, or Σ c x, over the coils that both have. */
function combined(coefficients: Float32Array, images: Float32Array, coils: number, sign: 1 | -1): Float32Array {
  const length = images.length / coils;
  const result = new Float32Array(length);
  for (let k = 0; k < coefficients.length; k += 2) {
    const [re, im] = [coefficients[k]!, sign * coefficients[k + 1]!];
    result[k % length]! += re * images[k]! - im * images[k + 1]!;
    result[(k % length) + 1]! += re * images[k + 1]! + im * images[k]!;
  }
  return result;
}

const setups: readonly [
  string,
  readonly [number, number, number],
  number,
  Pick<GrappaKernel, "acceleration" | "shift" | "size">,
  readonly [readonly [number, number], (readonly [number, number])?],
][] = [
  ["R 2", [31, 48, 1], 8, { acceleration: [2, 1], shift: 0, size: [5, 4, 1] }, [[12, 35]]],
  ["R 3, odd kernel", [32, 48, 1], 10, { acceleration: [3, 1], shift: 0, size: [5, 3, 1] }, [[10, 37]]],
  [
    "R 2 × 2 with CAIPIRINHA",
    [16, 24, 20],
    16,
    { acceleration: [2, 2], shift: 1, size: [3, 4, 2] },
    [
      [4, 19],
      [4, 15],
    ],
  ],
];

describe("unmixing coefficients", () => {
  it.each(setups)("unfold and combine data that GRAPPA describes exactly: %s", (_name, shape, coils, kernel, rows) => {
    const whole = polynomialCoils(shape, coils);
    const calibration = blockOf(whole, ...rows);
    const [r1, r2] = kernel.acceleration;
    const lattice = onlyLines(whole, (a, b) => b % r2 === 0 && (a - (b / r2) * kernel.shift) % r1 === 0);
    const pixels = shape.reduce((product, size) => product * size);
    for (const targets of ["missing", "all"] as const) {
      for (const destinations of [coils, 3]) {
        const own: GrappaKernel = { ...kernel, targets, destinations };
        const work = { block: calibration.block, kernel: own, center: Math.floor(shape[0] / 2), lambda: 0, samples: 1 };
        const weights = new Float32Array(weightsLength(work));
        grappaWeightsTask.run({ calibrations: [work] }, calibration.data, weights);
        const maps = randomComplex(pixels * destinations, 5);
        const unmixing = new Float32Array(2 * pixels * coils);
        unmixingCoefficients({ size: shape, coils, kernel: own, weights: weights.subarray(0, -1), maps }, unmixing);
        const unfolded = combined(unmixing, imagesOf(whole, lattice), coils, 1);
        const expected = combined(maps, imagesOf(whole, whole.data), coils, -1);
        expect(relativeError(unfolded, expected), `${targets}, ${destinations}`).toBeLessThan(2e-5);
      }
    }
  });

  it("are the conjugate maps for complete data, whose g-factor is 1 for maps of unit norm", () => {
    const maps = Float32Array.of(0.6, 0, 0, 0.8, 0, 0.8, 0.6, 0);
    const unmixing = new Float32Array(12).fill(7);
    combiningCoefficients(maps, unmixing);
    expect([...unmixing]).toEqual([...maps.map((part, i) => (i % 2 ? -part : part)), 0, 0, 0, 0]);
    const g = new Float32Array(2);
    gFactor(unmixing, 3, 1, g);
    expect(g[0]).toBeCloseTo(1, 6);
    expect(g[1]).toBeCloseTo(1, 6);
  });

  it("say how much noise is amplified: the standard deviation of many images of noise", () => {
    const [shape, coils] = [[8, 12, 1] as const, 3];
    const pixels = 96;
    const kernel: GrappaKernel = { acceleration: [2, 1], shift: 0, size: [3, 2, 1] };
    const weights = randomComplex(3 * 3 * 2 * coils, 11).map((part) => part / 4);
    const maps = randomComplex(pixels * coils, 12);
    const unmixing = new Float32Array(2 * pixels * coils);
    unmixingCoefficients({ size: shape, coils, kernel, weights, maps }, unmixing);
    const g = new Float32Array(pixels);
    gFactor(unmixing, coils, 2, g);
    const power = new Float64Array(pixels);
    const count = 2000;
    for (let replica = 0; replica < count; replica++) {
      const noise = randomComplex(pixels * coils, 100 + replica); // unit variance of each part
      const kSpace = onlyLines({ shape, coils, data: noise }, (row) => row % 2 === 0);
      const image = combined(unmixing, imagesOf({ shape, coils, data: noise }, kSpace), coils, 1);
      for (let i = 0; i < image.length; i++) power[i >> 1]! += image[i]! ** 2 / (2 * count);
    }
    // The folded images have half the variance, and the scale of SNR units is √R / R.
    const ratio = power.reduce((sum, variance, i) => sum + Math.sqrt(variance / 2) / g[i]!, 0) / pixels;
    expect(ratio).toBeGreaterThan(0.995);
    expect(ratio).toBeLessThan(1.005);
  });
});
