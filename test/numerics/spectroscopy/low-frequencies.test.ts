import { describe, expect, it } from "vitest";
import { keepLowFrequencies } from "../../../src/numerics/spectroscopy/index.ts";
import { relativeError } from "../reference.ts";

/** A sum of oscillations by whole cycles, sampled `samples` times. */
function oscillations(cycles: readonly number[], samples: number): Float32Array {
  return Float32Array.from({ length: 2 * samples }, (_, i) =>
    cycles.reduce((sum, each) => {
      const angle = (2 * Math.PI * each * Math.floor(i / 2)) / samples;
      return sum + (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
    }, 0),
  );
}

describe("keepLowFrequencies", () => {
  it.each([
    [64, 32],
    [64, 31],
    [63, 31],
    [60, 20],
    [9, 9],
  ])("samples slow oscillations of %d samples %d times, and removes fast ones", (samples, kept) => {
    const fast = kept < samples ? [Math.floor(kept / 2) + 1, -Math.floor(kept / 2) - 2] : [];
    const lines = [oscillations([0, 1, -3, ...fast], samples), oscillations([2, ...fast], samples)];
    const given = Float32Array.from(lines.flatMap((line) => [...line]));
    const expected = [...oscillations([0, 1, -3], kept), ...oscillations([2], kept)];
    expect(relativeError(keepLowFrequencies(given, samples, kept), expected)).toBeLessThan(1e-6);
  });

  it.each([
    [new Float32Array(8), 4, 5, "bad-length"],
    [new Float32Array(8), 4, 0, "bad-length"],
    [new Float32Array(9), 4, 2, "shape-mismatch"],
  ])("refuses impossible numbers: %#", (signals, samples, kept, code) => {
    expect(() => keepLowFrequencies(signals, samples, kept)).toThrow(expect.objectContaining({ code }));
  });
});
