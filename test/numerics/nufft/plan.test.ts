import { describe, expect, it } from "vitest";
import { randomGaussian } from "../../../src/numerics/index.ts";
import { type Accuracy, NufftPlan, pipeMenonWeights } from "../../../src/numerics/nufft/index.ts";
import { relativeError } from "../reference.ts";

const random = randomGaussian(4);
const complex = (count: number) => Float32Array.from({ length: 2 * count }, random);

/** Random points of the square from −0.5 to 0.5. */
function points(count: number, seed = 1): Float32Array {
  const next = randomGaussian(seed);
  return Float32Array.from({ length: 2 * count }, () => ((((next() * 7.31) % 1) + 1) % 1) - 0.5);
}

/** Σ_j s_j e^{2πi k·r}, by definition. */
function exactAdjoint(k: Float32Array, data: Float32Array, x: number, y: number): Float64Array {
  const image = new Float64Array(2 * x * y);
  for (let row = 0; row < y; row += 1) {
    for (let column = 0; column < x; column += 1) {
      const at = 2 * (row * x + column);
      for (let j = 0; j < k.length / 2; j += 1) {
        const angle =
          2 * Math.PI * (k[2 * j]! * (column - Math.floor(x / 2)) + k[2 * j + 1]! * (row - Math.floor(y / 2)));
        image[at]! += data[2 * j]! * Math.cos(angle) - data[2 * j + 1]! * Math.sin(angle);
        image[at + 1]! += data[2 * j]! * Math.sin(angle) + data[2 * j + 1]! * Math.cos(angle);
      }
    }
  }
  return image;
}

/** Σ conj(a) b. */
function inner(a: ArrayLike<number>, b: ArrayLike<number>): readonly [number, number] {
  let [re, im] = [0, 0];
  for (let i = 0; i < a.length; i += 2) {
    re += a[i]! * b[i]! + a[i + 1]! * b[i + 1]!;
    im += a[i]! * b[i + 1]! - a[i + 1]! * b[i]!;
  }
  return [re, im];
}

describe("NufftPlan", () => {
  it.each<[Accuracy, number, number, number]>([
    ["fast", 32, 32, 3.5e-4],
    ["default", 32, 32, 7.3e-6],
    ["default", 33, 20, 7.3e-6],
    ["exact", 31, 32, 1.5e-6],
  ])("is the sum over the samples, %s: %i × %i pixels", (accuracy, x, y, tolerance) => {
    const k = points(700);
    const data = complex(700);
    const plan = new NufftPlan(k, 2, { x, y }, accuracy);
    const image = plan.adjoint(data, undefined, new Float32Array(2 * x * y));
    expect(relativeError(image, exactAdjoint(k, data, x, y))).toBeLessThan(tolerance);
  });

  it.each<Accuracy>(["fast", "default"])("has exact adjoints, %s", (accuracy) => {
    const plan = new NufftPlan(points(500), 2, { x: 24, y: 27 }, accuracy);
    const [images, data] = [complex(3 * 24 * 27), complex(3 * 500)];
    const forward = plan.forward(images, new Float32Array(data.length));
    const adjoint = plan.adjoint(data, undefined, new Float32Array(images.length));
    const [a, b] = [inner(forward, data), inner(images, adjoint)];
    const size = Math.hypot(...a);
    expect(Math.hypot(a[0] - b[0], a[1] - b[1]) / size).toBeLessThan(1e-5);
  });

  it("has the edges of k-space at both sides of the grid", () => {
    const k = Float32Array.of(-0.5, 0.25, 0.5, 0.25, 0, -0.5);
    const data = complex(3);
    const plan = new NufftPlan(k, 2, { x: 16, y: 16 });
    const image = plan.adjoint(data, undefined, new Float32Array(2 * 256));
    expect(relativeError(image, exactAdjoint(k, data, 16, 16))).toBeLessThan(2e-5);
  });

  it("ignores further dimensions, and weights samples", () => {
    const k = points(100);
    const wide = Float32Array.from({ length: 300 }, (_, i) => (i % 3 === 2 ? 9 : k[2 * Math.floor(i / 3) + (i % 3)]!));
    const [data, density] = [complex(100), Float32Array.from({ length: 100 }, () => Math.abs(random()))];
    const image = new NufftPlan(wide, 3, { x: 16, y: 16 }).adjoint(data, density, new Float32Array(512));
    const weighted = data.map((part, i) => part * density[i >> 1]!);
    expect(relativeError(image, exactAdjoint(k, weighted, 16, 16))).toBeLessThan(1e-5);
  });

  it("refuses coordinates that are not finite, or far outside", () => {
    expect(() => new NufftPlan(Float32Array.of(0, Number.NaN), 2, { x: 8, y: 8 })).toThrow(
      "is at NaN cycles per pixel",
    );
    expect(() => new NufftPlan(Float32Array.of(0, 3), 2, { x: 8, y: 8 })).toThrow("is at 3 cycles per pixel");
  });
});

describe("pipeMenonWeights", () => {
  it("are areas: those of a grid are equal, and give a point of 1", () => {
    const n = 24;
    const k = Float32Array.from({ length: 2 * n * n }, (_, i) => {
      const sample = Math.floor(i / 2);
      return (i % 2 === 0 ? sample % n : Math.floor(sample / n)) / n - 0.5;
    });
    const plan = new NufftPlan(k, 2, { x: n, y: n });
    const weights = pipeMenonWeights(plan, 20);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    expect(sum).toBeGreaterThan(0.98);
    expect(sum).toBeLessThan(1.02);
    for (const weight of weights) expect(weight * n * n).toBeCloseTo(1, 1);
  });

  it("fall with the distance from the centre of spokes", () => {
    const [spokes, samples] = [51, 32];
    const k = Float32Array.from({ length: 2 * spokes * samples }, (_, i) => {
      const sample = Math.floor(i / 2);
      const angle = (Math.PI * Math.floor(sample / samples)) / spokes;
      const radius = (sample % samples) / samples - 0.5;
      return radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
    });
    const weights = pipeMenonWeights(new NufftPlan(k, 2, { x: 32, y: 32 }), 20);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    expect(Math.abs(sum / (Math.PI / 4) - 1)).toBeLessThan(0.1);
    expect(weights[16 + 8]! / weights[16 + 4]!).toBeCloseTo(2, 0);
  });
});
