import { describe, expect, it } from "vitest";
import { type EpiPhase, noPhase } from "../../../src/numerics/epi/index.ts";
import { PhaseHistory } from "../../../src/recon/epi/phase-history.ts";

const phase = (intercept: number, weight = 1): EpiPhase => ({
  ...noPhase,
  oddEven: { slope: 2 * intercept, intercept },
  residual: Float64Array.of(intercept, -intercept),
  weight,
});

function intercepts(length: number, phases: readonly EpiPhase[]): number[] {
  const history = new PhaseHistory(length);
  return phases.map((each) => history.add(each).oddEven.intercept);
}

describe("PhaseHistory", () => {
  it("returns each phase unchanged without a filter", () => {
    expect(
      intercepts(
        0,
        [1, 3, 2].map((value) => phase(value)),
      ),
    ).toEqual([1, 3, 2]);
  });

  it("follows a linear change, and smooths a deviation from it", () => {
    expect(
      intercepts(
        4,
        [0.1, 0.2, 0.3, 0.4, 0.5].map((value) => phase(value)),
      ).at(-1),
    ).toBeCloseTo(0.5, 9);
    const smoothed = intercepts(
      4,
      [0, 0, 0, 1].map((value) => phase(value)),
    ).at(-1)!;
    expect(smoothed).toBeCloseTo(0.7, 9); // The fit of 0, 0, 0, 1 at the last point.
  });

  it("weights by the strength of the navigators", () => {
    const last = intercepts(4, [phase(0), phase(0), phase(0), phase(1, 1e-6)]).at(-1)!;
    expect(last).toBeCloseTo(0, 4);
  });

  it("fits across the wrap of a phase, and all parts of it", () => {
    const history = new PhaseHistory(3);
    history.add(phase(3));
    history.add(phase(3.1));
    const { oddEven, residual } = history.add(phase(3.2 - 2 * Math.PI));
    expect(Math.cos(oddEven.intercept - 3.2)).toBeCloseTo(1, 6);
    expect(residual).toHaveLength(2);
  });
});
