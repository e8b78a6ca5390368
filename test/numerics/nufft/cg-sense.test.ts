import { describe, expect, it } from "vitest";
import { randomGaussian } from "../../../src/numerics/index.ts";
import { sampleMaps, sampleSense } from "../../../src/numerics/nufft/index.ts";

const N = 12;
const COILS = 3;
const SAMPLES = 90;
const random = randomGaussian(5);
const gaussian = (length: number) => Float32Array.from({ length }, () => random());
const trajectory = Float32Array.from({ length: 2 * SAMPLES }, (_, i) => ((i * 0.618033988) % 1) - 0.5);
const density = Float32Array.from({ length: SAMPLES }, (_, i) => (1 + (i % 3)) / (2 * SAMPLES));
const maps = gaussian(2 * COILS * N * N);
const data = gaussian(2 * COILS * SAMPLES);
const LAMBDA = 0.1;

/** E S x by sums over the pixels, `[coils][samples]`. */
function encode(image: Float32Array): Float64Array {
  const samples = new Float64Array(2 * COILS * SAMPLES);
  for (let coil = 0; coil < COILS; coil += 1) {
    for (let j = 0; j < SAMPLES; j += 1) {
      for (let p = 0; p < N * N; p += 1) {
        const [re, im] = product(image, p, maps, coil * N * N + p);
        const angle = phase(j, p);
        samples[2 * (coil * SAMPLES + j)]! += re * Math.cos(angle) + im * Math.sin(angle);
        samples[2 * (coil * SAMPLES + j) + 1]! += im * Math.cos(angle) - re * Math.sin(angle);
      }
    }
  }
  return samples;
}

/** Sᴴ Eᴴ W y by sums over the samples, `[y][x]`. */
function decode(samples: ArrayLike<number>): Float64Array {
  const image = new Float64Array(2 * N * N);
  for (let coil = 0; coil < COILS; coil += 1) {
    for (let p = 0; p < N * N; p += 1) {
      let [re, im] = [0, 0];
      for (let j = 0; j < SAMPLES; j += 1) {
        const at = 2 * (coil * SAMPLES + j);
        const [cos, sin] = [Math.cos(phase(j, p)), Math.sin(phase(j, p))];
        re += density[j]! * (samples[at]! * cos - samples[at + 1]! * sin);
        im += density[j]! * (samples[at + 1]! * cos + samples[at]! * sin);
      }
      const m = 2 * (coil * N * N + p);
      image[2 * p]! += re * maps[m]! + im * maps[m + 1]!;
      image[2 * p + 1]! += im * maps[m]! - re * maps[m + 1]!;
    }
  }
  return image;
}

function phase(sample: number, pixel: number): number {
  const [x, y] = [(pixel % N) - N / 2, Math.floor(pixel / N) - N / 2];
  return 2 * Math.PI * (trajectory[2 * sample]! * x + trajectory[2 * sample + 1]! * y);
}

function product(a: Float32Array, i: number, b: Float32Array, j: number): [number, number] {
  return [a[2 * i]! * b[2 * j]! - a[2 * i + 1]! * b[2 * j + 1]!, a[2 * i]! * b[2 * j + 1]! + a[2 * i + 1]! * b[2 * j]!];
}

const norm = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));
const work = {
  trajectory,
  dimensions: 2,
  size: { x: N, y: N },
  accuracy: "exact",
  density,
  coils: COILS,
} as const;

function solve(iterations: number, start?: Float32Array): Float32Array {
  const input = Float32Array.from([...maps, ...data, ...(start ?? [])]);
  const image = new Float32Array(2 * N * N);
  const cg = { lambda: LAMBDA, iterations, tolerance: 1e-6 };
  sampleSense({ ...work, cg, hasStart: start !== undefined }, input, image);
  return image;
}

/** Residual of the normal equations, relative to their right-hand side. */
function residual(image: Float32Array): number {
  const right = decode(data);
  const left = decode(encode(image));
  return norm(right.map((value, i) => value - left[i]! - LAMBDA * image[i]!)) / norm(right);
}

describe("SENSE of samples", () => {
  it("solves the normal equations, compared with sums over pixels and samples", () => {
    expect(residual(solve(300))).toBeLessThan(2e-5);
    expect(residual(solve(3))).toBeGreaterThan(1e-2);
  });

  it("continues from an image", () => {
    const image = solve(300);
    const other = solve(1, image);
    expect(norm(other.map((value, i) => value - image[i]!)) / norm(image)).toBeLessThan(1e-4);
    expect(residual(solve(4, solve(4)))).toBeLessThan(residual(solve(4)));
  });

  it("combines gridded images without conjugate gradients", () => {
    const image = new Float32Array(2 * N * N);
    sampleSense({ ...work, hasStart: false }, Float32Array.from([...maps, ...data]), image);
    const expected = decode(data);
    expect(norm(expected.map((value, i) => value - image[i]!)) / norm(expected)).toBeLessThan(1e-5);
  });

  it("computes maps of the samples themselves", () => {
    const espirit = { kernel: 6, threshold: 0.02, crop: 0 };
    const options = { method: "direct", width: 8, window: 5, iterations: 3, ...espirit } as const;
    const cg = { lambda: LAMBDA, iterations: 5, tolerance: 0 };
    const [own, separate] = [new Float32Array(2 * N * N), new Float32Array(2 * N * N)];
    sampleSense({ ...work, cg, maps: options, hasStart: false }, data, own);
    const computed = new Float32Array(maps.length);
    sampleMaps({ ...work, options }, data, computed);
    sampleSense({ ...work, cg, hasStart: false }, Float32Array.from([...computed, ...data]), separate);
    expect(own).toEqual(separate);
  });

  it("refuses an input of another length", () => {
    expect(() => sampleSense({ ...work, hasStart: true }, gaussian(10), new Float32Array(2 * N * N))).toThrow(
      "maps, samples and start must have",
    );
  });
});
