import { describe, expect, it } from "vitest";
import { demodulationPhase, largestStep, trapezoidPositions } from "../../../src/numerics/epi/index.ts";

const trapezoid = { rampUp: 160, flatTop: 240, rampDown: 160, dwell: 3.1, samples: 160 };

/** The integral of the gradient by small steps. */
function integrated(time: number): number {
  const steps = 200_000;
  let area = 0;
  for (let i = 0; i < steps; i += 1) {
    const t = ((i + 0.5) / steps) * time;
    area += (Math.min(1, t / 160, (560 - t) / 160) * time) / steps;
  }
  return area;
}

describe("trapezoidPositions", () => {
  it("integrates the gradient until the middle of each sample", () => {
    const positions = trapezoidPositions(trapezoid, 160);
    const delay = (560 - 3.1 * 160) / 2;
    const scale = 160 / (integrated(560 - delay) - integrated(delay));
    for (const n of [0, 20, 80, 150, 159]) {
      expect(positions[n]).toBeCloseTo(scale * (integrated(delay + (n + 0.5) * 3.1) - 200), 4);
    }
  });

  it("is symmetric for equal ramps, and covers the encoded matrix", () => {
    const positions = trapezoidPositions(trapezoid, 160);
    for (const [n, k] of positions.entries()) expect(k).toBeCloseTo(-positions[159 - n]!, 9);
    expect(positions[159]! - positions[0]!).toBeGreaterThan(158);
    expect(largestStep(positions)).toBeCloseTo((160 / 393.6) * 3.1, 6);
  });

  it("is uniform without ramps", () => {
    const positions = trapezoidPositions({ rampUp: 0, flatTop: 64, rampDown: 0, dwell: 1, samples: 64 }, 64);
    for (const [n, k] of positions.entries()) expect(k).toBeCloseTo(n - 31.5, 9);
  });

  it("samples at the end of the dwell for Gadgetron", () => {
    const at = trapezoidPositions({ rampUp: 0, flatTop: 64, rampDown: 0, dwell: 1, samples: 64 }, 64, "end");
    expect(at[0]).toBeCloseTo(-31, 9);
  });

  it("refuses samples that take longer than the gradient", () => {
    expect(() => trapezoidPositions({ ...trapezoid, dwell: 4 }, 160)).toThrow(
      "160 samples of 4 µs do not fit into a gradient of 560 µs",
    );
  });
});

describe("demodulationPhase", () => {
  it("is zero on the flat top, and opposite for reversed lines", () => {
    const positions = trapezoidPositions(trapezoid, 160);
    const phase = demodulationPhase(0.1, positions);
    for (let n = 50; n < 110; n += 1) expect(phase[n]).toBeCloseTo(0, 6);
    expect(Math.abs(phase[0]!)).toBeGreaterThan(1);
    const reversed = demodulationPhase(
      0.1,
      positions.map((k) => -k),
    );
    for (const [n, angle] of phase.entries()) expect(reversed[n]).toBeCloseTo(-angle, 6);
  });
});
