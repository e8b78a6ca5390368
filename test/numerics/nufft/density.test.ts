import { describe, expect, it } from "vitest";
import { NufftPlan, pipeMenonWeights } from "../../../src/numerics/nufft/index.ts";

const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

describe("pipeMenonWeights", () => {
  it.each([
    [24, 2],
    [8, 3],
  ])("are areas: those of a grid of %i pixels are equal, in %i dimensions", (n, dimensions) => {
    const samples = n ** dimensions;
    const k = Float32Array.from({ length: dimensions * samples }, (_, i) => {
      const sample = Math.floor(i / dimensions);
      return (Math.floor(sample / n ** (i % dimensions)) % n) / n - 0.5;
    });
    const plan = new NufftPlan(k, dimensions, dimensions === 2 ? { x: n, y: n } : { x: n, y: n, z: n });
    const weights = pipeMenonWeights(plan, 20);
    expect(sum(weights)).toBeGreaterThan(0.98);
    expect(sum(weights)).toBeLessThan(1.02);
    for (const weight of weights) expect(weight * samples).toBeCloseTo(1, 1);
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
    expect(Math.abs(sum(weights) / (Math.PI / 4) - 1)).toBeLessThan(0.1);
    expect(weights[16 + 8]! / weights[16 + 4]!).toBeCloseTo(2, 0);
  });
});
