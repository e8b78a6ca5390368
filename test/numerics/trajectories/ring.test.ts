import { describe, expect, it } from "vitest";
import { type GradientDelays, ringDelays } from "../../../src/numerics/trajectories/index.ts";
import type { PhantomOptions } from "../../../src/simulator/index.ts";
import { delayedSpokes } from "./delayed-spokes.ts";

const far = (found: GradientDelays, expected: GradientDelays) =>
  Math.max(...found.map((delay, i) => Math.abs(delay - expected[i]!)));

describe("ringDelays", () => {
  it.each<readonly [string, GradientDelays, PhantomOptions]>([
    ["no delays", [0, 0, 0], {}],
    ["isotropic delays", [0.4, 0.4, 0], {}],
    ["different delays of the axes", [0.35, -0.6, 0.12], {}],
    ["long delays", [2.3, -1.8, 0.4], {}],
    ["without oversampling", [0.35, -0.6, 0.12], { oversampling: 1 }],
    ["spokes over a full turn", [0.35, -0.6, 0.12], { trajectory: "radial", fullTurn: true }],
    ["five spokes", [0.35, -0.6, 0.12], { interleaves: 5 }],
    ["a stack of stars", [0.35, -0.6, 0.12], { trajectory: "stack-of-stars", partitions: 4, matrix: 32 }],
    ["four spokes", [0.35, -0.6, 0.12], { trajectory: "radial", interleaves: 4, fullTurn: true }],
    ["one coil", [0.35, -0.6, 0.12], { coils: 1 }],
  ])("finds %s", (_, delays, options) => {
    const found = ringDelays(delayedSpokes(delays, options));
    expect(far(found, delays)).toBeLessThan(1e-4);
  });

  it("finds delays in noise", () => {
    const delays = [0.35, -0.6, 0.12] as const;
    const found = ringDelays(delayedSpokes(delays, { noiseLevel: 0.02 }));
    expect(far(found, delays)).toBeLessThan(0.05);
  });

  it("refuses what does not determine them", () => {
    const none = [0, 0, 0] as const;
    expect(() => ringDelays(delayedSpokes(none, { interleaves: 1 }))).toThrow(
      "at least three spokes in different directions",
    );
    expect(() => ringDelays(delayedSpokes(none, { trajectory: "radial", interleaves: 2 }))).toThrow(
      "at least three spokes",
    );
    const two = delayedSpokes(none, { trajectory: "radial", interleaves: 2, coils: 1 });
    const repeated = (values: Float32Array) => Float32Array.from([...values, ...values]);
    const twice = {
      data: repeated(two.data),
      trajectory: repeated(two.trajectory),
      counts: Array(4).fill(two.counts[0]),
    };
    expect(() => ringDelays({ ...two, ...twice })).toThrow("their directions are too few");
    expect(() => ringDelays(delayedSpokes(none, { trajectory: "spiral" }))).toThrow("readout 1 is not a spoke");
    expect(() => ringDelays(delayedSpokes(none, { trajectory: "koosh-ball", partitions: 16, matrix: 16 }))).toThrow(
      /readout \d is not a spoke/,
    );
  });
});
