import { describe, expect, it } from "vitest";
import { randomGaussian } from "../../../src/numerics/index.ts";
import { NufftPlan, voronoiAreas } from "../../../src/numerics/nufft/index.ts";

const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

/** Spokes of `samples`, in an image of as many pixels. */
function spokes(count: number, samples: number): Float32Array {
  return Float32Array.from({ length: 2 * count * samples }, (_, i) => {
    const sample = Math.floor(i / 2);
    const angle = (Math.PI * Math.floor(sample / samples)) / count;
    const radius = (sample % samples) / samples - 0.5;
    return radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
}

describe("voronoiAreas", () => {
  it("are the cells of a grid, whose sizes may differ", () => {
    const [nx, ny] = [12, 10];
    const k = Float32Array.from({ length: 2 * nx * ny }, (_, i) => {
      const sample = Math.floor(i / 2);
      return i % 2 === 0 ? (sample % nx) / nx - 0.5 : Math.floor(sample / nx) / ny - 0.5;
    });
    for (const [sample, area] of voronoiAreas(k, { x: nx, y: ny }).entries()) {
      const [x, y] = [sample % nx, Math.floor(sample / nx)];
      const isEdge = x === 0 || y === 0 || x === nx - 1 || y === ny - 1;
      expect(Math.abs(area * nx * ny - 1)).toBeLessThan(isEdge ? 0.1 : 1e-6);
    }
  });

  it("of spokes are a ramp, whose sum is the area of the disc", () => {
    const [count, n] = [51, 32];
    const areas = voronoiAreas(spokes(count, n), { x: n, y: n });
    expect(Math.abs(sum(areas) / (Math.PI / 4) - 1)).toBeLessThan(0.01);
    const ramp = (i: number) => (Math.PI * Math.abs(i / n - 0.5)) / (count * n);
    for (const i of [2, 6, 12, 20, 28]) expect(Math.abs(areas[i]! / ramp(i) - 1)).toBeLessThan(0.01);
  });

  it("are shared by samples at one place", () => {
    const [n, k] = [16, spokes(20, 16)];
    const once = voronoiAreas(k, { x: n, y: n });
    const twice = voronoiAreas(Float32Array.from([...k, ...k]), { x: n, y: n });
    for (const [i, area] of once.entries()) expect(twice[i]! + twice[i + once.length]!).toBeCloseTo(area, 8);
    expect(once[8]).toBe(once[8 + 16]); // the centre, which all spokes share
  });

  it.each([
    ["one sample", [0.1, 0.2]],
    ["samples on a line", [-0.3, -0.3, 0, 0, 0.2, 0.2]],
  ])("are finite for %s", (_, points) => {
    for (const area of voronoiAreas(Float32Array.from(points), { x: 8, y: 8 })) {
      expect(area).toBeGreaterThan(0);
      expect(area).toBeLessThan(1);
    }
  });

  it("give a point at the centre the value 1, but for the corners of k-space", () => {
    const [n, k] = [32, spokes(61, 32)];
    const plan = new NufftPlan(k, 2, { x: n, y: n });
    const point = new Float32Array(2 * n * n);
    point[2 * ((n / 2) * n + n / 2)] = 1;
    const data = plan.forward(point, new Float32Array(2 * plan.samples));
    const image = plan.adjoint(data, voronoiAreas(k, { x: n, y: n }), new Float32Array(point.length));
    expect(image[2 * ((n / 2) * n + n / 2)]).toBeCloseTo(Math.PI / 4, 1);
  });

  it("predict the noise of an image, √Σw² per pixel", () => {
    const [n, k] = [24, spokes(41, 24)];
    const plan = new NufftPlan(k, 2, { x: n, y: n });
    const weights = voronoiAreas(k, { x: n, y: n });
    const random = randomGaussian(4);
    const coils = 60;
    const noise = Float32Array.from({ length: 2 * coils * plan.samples }, random);
    const images = plan.adjoint(noise, weights, new Float32Array(2 * coils * n * n));
    const measured = Math.sqrt(images.reduce((total, value) => total + value ** 2, 0) / images.length);
    const expected = Math.sqrt(weights.reduce((total, weight) => total + weight ** 2, 0));
    expect(Math.abs(measured / expected - 1)).toBeLessThan(0.02);
  });
});
