import { NumericsError } from "../errors.ts";
import type { GradientDelays } from "./gradient-delays.ts";
import { Intersections } from "./intersections.ts";
import { type ReadoutSamples, spokeLines } from "./spoke-lines.ts";

/** Delays among which the first estimate is searched, in samples. */
const FURTHEST = 3;
const SEARCH_STEP = 0.5;
const ITERATIONS = 20;
/** Change of a delay, in samples, from which on it counts as final. */
const CONVERGED = 1e-5;
/** Change for derivatives, in samples. */
const DIFFERENCE = 1e-3;
/** Smallest ratio of the determinant of the delays' normal matrix to that of independent delays. */
const DETERMINED = 1e-5;

/**
 * Delays of the gradients by the intersections of spokes, at which both spokes measure the same: with delays S, spoke i of
 * the step tᵢ is at (d + S) tᵢ, d samples after the centre, and meets spoke j where dᵢ tᵢ − dⱼ tⱼ = S (tⱼ − tᵢ). The result
 * minimizes the differences at all intersections, each up to a phase, by Gauss and Newton's method.
 *
 * Source: S. Rosenzweig et al., Simple auto-calibrated gradient delay estimation from few spokes using radial
 * intersections (RING), Magn Reson Med 81:1898 (2019), which fits S to the intersections of pairs of spokes.
 * @throws NumericsError `bad-argument` if a readout is not a spoke, or if they do not determine the delays
 */
export function ringDelays(samples: ReadoutSamples): GradientDelays {
  const intersections = new Intersections(samples, spokeLines(samples));
  if (intersections.count < 2) {
    throw new NumericsError("bad-argument", "delays need at least three spokes in different directions");
  }
  let delays = search(intersections);
  let residuals = intersections.differencesAt(delays);
  let damping = 1e-3;
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    const change = newtonStep(intersections, delays, residuals, damping);
    const next = delays.map((delay, i) => delay + change[i]!) as unknown as GradientDelays;
    const differences = intersections.differencesAt(next);
    if (powerOf(differences) > powerOf(residuals)) {
      damping *= 10;
      continue;
    }
    [delays, residuals, damping] = [next, differences, damping / 10];
    if (Math.max(...change.map(Math.abs)) < CONVERGED) break;
  }
  if (delays.every((delay) => Math.abs(delay) <= 2 * FURTHEST)) return delays;
  throw new NumericsError("bad-argument", `spokes do not determine the delays: ${delays.join(", ")} samples`);
}

/** The best delays x and y of a grid. */
function search(intersections: Intersections): GradientDelays {
  const values = Array.from({ length: (2 * FURTHEST) / SEARCH_STEP + 1 }, (_, i) => i * SEARCH_STEP - FURTHEST);
  const all = values.flatMap((x) => values.map((y): GradientDelays => [x, y, 0]));
  const ranked = all.map((delays) => ({ delays, power: powerOf(intersections.differencesAt(delays)) }));
  return ranked.reduce((best, each) => (each.power < best.power ? each : best)).delays;
}

function newtonStep(
  intersections: Intersections,
  delays: GradientDelays,
  residuals: Float64Array,
  damping: number,
): readonly number[] {
  const derivatives = [0, 1, 2].map((which) => {
    const changed = delays.map((delay, i) => (i === which ? delay + DIFFERENCE : delay)) as unknown as GradientDelays;
    return intersections.differencesAt(changed).map((value, i) => (value - residuals[i]!) / DIFFERENCE);
  });
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const matrix = derivatives.map((row) => derivatives.map((column) => dot(row, column)));
  const scale = matrix[0]![0]! * matrix[1]![1]! * matrix[2]![2]!;
  if (!(determinant(matrix) > DETERMINED * scale)) {
    throw new NumericsError("bad-argument", "spokes do not determine the delays: their directions are too few");
  }
  const damped = matrix.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping) : value)));
  const right = derivatives.map((each) => -dot(each, residuals));
  const whole = determinant(damped);
  // Cramer's rule
  return right.map((_, i) => determinant(damped.map((row, r) => row.map((v, c) => (c === i ? right[r]! : v)))) / whole);
}

function determinant(m: readonly (readonly number[])[]): number {
  const minor = (i: number, j: number) => m[1]![i]! * m[2]![j]! - m[1]![j]! * m[2]![i]!;
  return m[0]![0]! * minor(1, 2) - m[0]![1]! * minor(0, 2) + m[0]![2]! * minor(0, 1);
}

function powerOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
