import { describe, expect, it } from "vitest";
import {
  type EpiPhase,
  imagePhase,
  multiplyLines,
  type Navigator,
  navigatorPhase,
  PhaseFactors,
  remainingGhost,
} from "../../../src/numerics/epi/index.ts";
import { randomGaussian, transformAxis } from "../../../src/numerics/index.ts";

const PIXELS = 48;
const COILS = 3;
const truth: EpiPhase = {
  oddEven: { slope: -4.3, intercept: 0.7 },
  drift: { slope: 0, intercept: 0.05 },
  weight: 1,
};

/** An object whose coils have different phases. */
const line = Float32Array.from({ length: 2 * COILS * PIXELS }, (_, at) => {
  const [coil, pixel] = [Math.floor(at / 2 / PIXELS), Math.floor(at / 2) % PIXELS];
  const size = pixel > 8 && pixel < 40 ? 1 + Math.sin(pixel / 3 + coil) / 2 : 0;
  return size * (at % 2 === 0 ? Math.cos(coil + pixel / 9) : Math.sin(coil + pixel / 9));
});

/** A line with the phase of an echo. */
function measured(phase: EpiPhase, echo: number, reversed: boolean, data = line): Float32Array {
  const factors = new PhaseFactors(phase, PIXELS).at({ echo, reversed }).map((part, i) => (i % 2 === 0 ? part : -part));
  const result = new Float32Array(data.length);
  multiplyLines(data, factors, result);
  return result;
}

function navigatorsOf(phase: EpiPhase, directions: readonly boolean[]): Navigator[] {
  return directions.map((reversed, i) => ({ data: measured(phase, i - directions.length, reversed), reversed }));
}

const model = { drift: "mean", oddEven: "linear" } as const;

describe("navigatorPhase", () => {
  it.each([[[true, false, true]], [[false, true, false]], [[true, false, true, false]]])(
    "recovers slope, intercept and drift from navigators that are reversed: %j",
    (directions) => {
      const phase = navigatorPhase(navigatorsOf(truth, directions), PIXELS, model)!;
      expect(phase.oddEven.slope).toBeCloseTo(-4.3, 4);
      expect(phase.oddEven.intercept).toBeCloseTo(0.7, 4);
      expect(phase.drift.intercept).toBeCloseTo(0.05, 4);
    },
  );

  it("corrects the lines that follow", () => {
    const navigators = navigatorsOf(truth, [true, false, true]);
    const phase = navigatorPhase(navigators, PIXELS, model)!;
    for (const [echo, reversed] of [
      [0, false],
      [7, true],
      [40, false],
    ] as const) {
      const corrected = new Float32Array(line.length);
      multiplyLines(measured(truth, echo, reversed), new PhaseFactors(phase, PIXELS).at({ echo, reversed }), corrected);
      for (const [at, part] of corrected.entries()) expect(part).toBeCloseTo(line[at]!, 4);
    }
    expect(remainingGhost(navigators, PIXELS, phase)).toBeLessThan(1e-5);
  });

  it("has no drift of two navigators, and nothing of those in one direction", () => {
    const still = { ...truth, drift: { slope: 0, intercept: 0 } };
    const phase = navigatorPhase(navigatorsOf(still, [true, false]), PIXELS, model)!;
    expect(phase.drift).toEqual({ slope: 0, intercept: 0 });
    expect(phase.oddEven.intercept).toBeCloseTo(0.7, 4);
    expect(navigatorPhase(navigatorsOf(truth, [true]), PIXELS, model)).toBeUndefined();
    expect(navigatorPhase(navigatorsOf(truth, [true, true]), PIXELS, model)).toBeUndefined();
  });

  it("fits a polynomial to what is not linear", () => {
    const curved = { ...truth, residual: Float64Array.from({ length: PIXELS }, (_, i) => 0.8 * ((i - 24) / 48) ** 2) };
    const navigators = navigatorsOf(curved, [true, false, true]);
    const linear = navigatorPhase(navigators, PIXELS, model)!;
    const polynomial = navigatorPhase(navigators, PIXELS, { ...model, oddEven: "polynomial" })!;
    expect(remainingGhost(navigators, PIXELS, polynomial)).toBeLessThan(1e-4);
    expect(remainingGhost(navigators, PIXELS, linear)).toBeGreaterThan(0.005);
  });

  it("leaves out what is not wanted", () => {
    const phase = navigatorPhase(navigatorsOf(truth, [true, false, true]), PIXELS, { drift: "none", oddEven: "none" })!;
    expect(phase.oddEven).toEqual({ slope: 0, intercept: 0 });
    expect(phase.drift).toEqual({ slope: 0, intercept: 0 });
  });
});

describe("imagePhase", () => {
  const ROWS = 40;

  /** Lines of an image of two discs, every second one reversed. */
  function linesOf(phase: EpiPhase, noise: number) {
    const random = randomGaussian(5);
    const images = Array.from({ length: COILS }, (_, coil) => {
      const image = new Float32Array(2 * ROWS * PIXELS);
      for (let y = 0; y < ROWS; y += 1) {
        for (let x = 0; x < PIXELS; x += 1) {
          const inside = Math.hypot((x - 22) / 16, (y - 20) / 12) < 1 || Math.hypot(x - 30, y - 33) < 3;
          image[2 * (y * PIXELS + x)] = inside ? 1 + Math.cos(x / 5 + coil) / 3 : 0;
        }
      }
      transformAxis(image, [PIXELS, ROWS], 1, "forward");
      return image.map((part) => part + noise * random());
    });
    return Array.from({ length: ROWS }, (_, row) => {
      const data = new Float32Array(2 * COILS * PIXELS);
      for (const [coil, image] of images.entries())
        data.set(image.subarray(2 * row * PIXELS, 2 * (row + 1) * PIXELS), 2 * coil * PIXELS);
      const reversed = row % 2 === 1;
      return { data: measured(phase, 0, reversed, data), reversed, row };
    });
  }

  it("recovers the phase of an image without navigators", () => {
    const still = { ...truth, drift: { slope: 0, intercept: 0 } };
    const { oddEven, ghost } = imagePhase(linesOf(still, 0.02), { pixels: PIXELS, rows: ROWS, coils: COILS });
    expect(oddEven.slope).toBeCloseTo(-4.3, 1);
    expect(oddEven.intercept).toBeCloseTo(0.7, 2);
    expect(ghost).toBeLessThan(0.01);
  });

  it("continues from a phase that is near", () => {
    const still = { ...truth, drift: { slope: 0, intercept: 0 } };
    const start = { slope: -4.1, intercept: 0.75 };
    const { oddEven } = imagePhase(linesOf(still, 0.02), { pixels: PIXELS, rows: ROWS, coils: COILS }, start);
    expect(oddEven.slope).toBeCloseTo(-4.3, 1);
    expect(oddEven.intercept).toBeCloseTo(0.7, 2);
  });
});
