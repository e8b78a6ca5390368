import { describe, expect, it } from "vitest";
import { transformAxis } from "../../../src/numerics/fft/index.ts";
import { type Accuracy, type ImageSize, NufftPlan } from "../../../src/numerics/nufft/index.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { exactAdjoint, exactForward, inner, randomPoints, randomWeights } from "./sums.ts";

const shapes: [number[], number][] = [
  [[16, 16], 400],
  [[33, 20], 500],
  [[31, 64], 500],
  [[1, 12], 100],
  [[16, 12, 10], 300],
  [[9, 14, 7], 300],
  [[6, 5, 31], 300],
];

const sizeOf = ([x, y, z]: readonly number[]): ImageSize => (z === undefined ? { x: x!, y: y! } : { x: x!, y: y!, z });
const lengthOf = (shape: readonly number[]) => 2 * shape.reduce((all, size) => all * size, 1);

function adjoint(
  k: Float32Array,
  shape: readonly number[],
  data: Float32Array,
  accuracy: Accuracy = "default",
): Float32Array {
  const coils = (data.length * shape.length) / (2 * k.length);
  const plan = new NufftPlan(k, shape.length, sizeOf(shape), accuracy);
  return plan.adjoint(data, undefined, new Float32Array(coils * lengthOf(shape)));
}

describe("the error of the adjoint, of random points", () => {
  const [k, data] = [randomPoints(1500, 2), randomComplex(1500, 2)];
  const exact = exactAdjoint(k, data, [32, 32]);

  it.each<[Accuracy, number]>([
    ["fast", 3.1e-4],
    [6e-4, 6.0e-4],
    [1e-4, 6.3e-5],
    ["default", 6.6e-6],
    ["exact", 7e-7],
    [1e-7, 1e-7],
  ])("with the accuracy %s is %s", (accuracy, expected) => {
    const rounding = 1e-7;
    const error = relativeError(adjoint(k, [32, 32], data, accuracy), exact);
    expect(error).toBeLessThan(1.1 * expected + rounding);
  });

  it.each([0.9e-7, 0.2, Number.NaN, 0])("cannot be %s", (tolerance) => {
    expect(() => new NufftPlan(k, 2, { x: 8, y: 8 }, tolerance)).toThrow(`a tolerance is from 1e-7 to 0.1, not`);
  });
});

describe("NufftPlan", () => {
  it.each(shapes)("computes the sums over samples, and over the pixels of %j", (shape, samples) => {
    const [k, data] = [randomPoints(samples, shape.length), randomComplex(samples, 2)];
    expect(relativeError(adjoint(k, shape, data), exactAdjoint(k, data, shape))).toBeLessThan(1e-5);
    const image = randomComplex(lengthOf(shape) / 2, 3);
    const forward = new NufftPlan(k, shape.length, sizeOf(shape)).forward(image, new Float32Array(2 * samples));
    expect(relativeError(forward, exactForward(k, image, shape))).toBeLessThan(1e-5);
  });

  it.each(shapes)("has exact adjoints for %j, and any number of coils", (shape, samples) => {
    for (const [coils, accuracy] of [
      [1, "fast"],
      [3, "default"],
      [6, 1e-3],
    ] as const) {
      const plan = new NufftPlan(randomPoints(samples, shape.length), shape.length, sizeOf(shape), accuracy);
      const [images, data] = [randomComplex((coils * lengthOf(shape)) / 2, 4), randomComplex(coils * samples, 5)];
      const [a, b] = [
        inner(plan.forward(images, new Float32Array(data.length)), data),
        inner(images, plan.adjoint(data, undefined, new Float32Array(images.length))),
      ];
      const scale = Math.sqrt(inner(images, images)[0] * inner(data, data)[0] * samples);
      expect(Math.hypot(a[0] - b[0], a[1] - b[1]) / scale).toBeLessThan(1e-6);
    }
  });

  it.each([
    [
      [20, 24],
      [0.05, 0.1, 0],
    ],
    [
      [12, 10, 14],
      [0.4, 0.02, 0.1],
    ],
  ] as const)("transforms only what samples near a corner reach, of %j", (shape, extent) => {
    const near = randomPoints(200, shape.length).map((k, i) => 2 * k * extent[i % shape.length]! - 0.5);
    const [data, image] = [randomComplex(200, 2), randomComplex(lengthOf(shape) / 2, 3)];
    expect(relativeError(adjoint(near, shape, data), exactAdjoint(near, data, shape))).toBeLessThan(1e-5);
    const plan = new NufftPlan(near, shape.length, sizeOf(shape));
    plan.forward(
      image.map(() => Number.NaN),
      new Float32Array(400),
    ); // Memory for later transforms.
    expect(relativeError(plan.forward(image, new Float32Array(400)), exactForward(near, image, shape))).toBeLessThan(
      1e-5,
    );
    expect(relativeError(adjoint(near, shape, data), exactAdjoint(near, data, shape))).toBeLessThan(1e-5);
  });

  it("has the edges of k-space at both sides of the grid", () => {
    const k = Float32Array.of(-0.5, 0.25, 0.5, 0.25, 0, -0.5, 0.5, 0.5);
    const data = randomComplex(4, 1);
    expect(relativeError(adjoint(k, [16, 15], data), exactAdjoint(k, data, [16, 15]))).toBeLessThan(2e-5);
    const beyond = Float32Array.of(-1, 0.7, 0.9, -0.6, 1, 1, 0.5, -0.5);
    expect(relativeError(adjoint(beyond, [16, 15], data), exactAdjoint(beyond, data, [16, 15]))).toBeLessThan(2e-5);
  });

  it("of Cartesian points is a Fourier transform", () => {
    const [x, y] = [12, 15];
    const k = Float32Array.from({ length: 2 * x * y }, (_, i) => {
      const sample = i >> 1;
      return i % 2 === 0 ? (sample % x) / x - 0.5 : (Math.floor(sample / x) - 7) / y;
    });
    const image = randomComplex(x * y, 1);
    const found = new NufftPlan(k, 2, { x, y }).forward(image, new Float32Array(image.length));
    for (const axis of [0, 1]) transformAxis(image, [x, y], axis, "forward");
    const expected = image.map((part) => part * Math.sqrt(x * y));
    expect(relativeError(found, expected)).toBeLessThan(1e-5);
  });

  it("shifts images by a ramp of phases", () => {
    const [k, data] = [randomPoints(300, 2), randomComplex(300, 2)];
    const ramped = data.slice();
    for (let j = 0; j < 300; j += 1) {
      const angle = 2 * Math.PI * 3 * k[2 * j]!;
      const [re, im] = [data[2 * j]!, data[2 * j + 1]!];
      ramped[2 * j] = re * Math.cos(angle) - im * Math.sin(angle);
      ramped[2 * j + 1] = re * Math.sin(angle) + im * Math.cos(angle);
    }
    const [image, shifted] = [adjoint(k, [20, 20], data), adjoint(k, [20, 20], ramped)];
    for (let row = 0; row < 20; row += 1) {
      const [start, end] = [40 * row, 40 * (row + 1)];
      expect(relativeError(shifted.subarray(start, end - 6), image.subarray(start + 6, end))).toBeLessThan(3e-5);
    }
  });

  it("rotates images with the trajectory", () => {
    const [k, data] = [randomPoints(300, 2), randomComplex(300, 2)];
    const rotated = k.map((_, i) => (i % 2 === 0 ? -k[i + 1]! : k[i - 1]!));
    const [image, turned] = [adjoint(k, [21, 21], data), adjoint(rotated, [21, 21], data)];
    const expected = image.map((_, i) => {
      const [x, y] = [(i >> 1) % 21, Math.floor(i / 42)];
      return image[2 * ((20 - x) * 21 + y) + (i % 2)]!;
    });
    expect(relativeError(turned, expected)).toBeLessThan(2e-5);
  });

  it("ignores further dimensions, and weights samples", () => {
    const k = randomPoints(100, 2);
    const wide = Float32Array.from({ length: 300 }, (_, i) => (i % 3 === 2 ? 9 : k[2 * Math.floor(i / 3) + (i % 3)]!));
    const [data, density] = [randomComplex(200, 2), randomWeights(100)];
    const plan = new NufftPlan(wide, 3, { x: 16, y: 16, z: 1 });
    const weighted = data.map((part, i) => part * density[(i >> 1) % 100]!);
    const images = plan.adjoint(data, density, new Float32Array(1024));
    expect(relativeError(images, adjoint(k, [16, 16], weighted))).toBeLessThan(1e-6);
  });

  it("refuses coordinates that are not finite or far outside, and arrays of other lengths", () => {
    const plan = (...k: number[]) => new NufftPlan(Float32Array.of(...k), 2, { x: 8, y: 8 });
    expect(() => plan(0, Number.NaN)).toThrow("is at NaN cycles per pixel");
    expect(() => plan(0, 3)).toThrow("is at 3 cycles per pixel");
    expect(() => plan(0)).toThrow("the samples of a trajectory must be a whole number");
    expect(() => plan(0, 0).adjoint(new Float32Array(2), undefined, new Float32Array(7))).toThrow("number of images");
    expect(() => plan(0, 0).forward(new Float32Array(128), new Float32Array(4))).toThrow("1 sample of 1 coil");
    expect(() => new NufftPlan(new Float32Array(2), 2, { x: 8, y: 8, z: 2 })).toThrow("dimensions of a trajectory");
    expect(() => new NufftPlan(new Float32Array(2), 2, { x: 0, y: 8 })).toThrow("the pixels along x");
  });

  it("of a trajectory without samples is zero", () => {
    const plan = new NufftPlan(new Float32Array(0), 2, { x: 8, y: 8 });
    const images = plan.adjoint(new Float32Array(0), undefined, new Float32Array(128).fill(1));
    expect(images).toEqual(new Float32Array(128));
  });
});
