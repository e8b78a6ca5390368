import { counted } from "../../text/index.ts";
import { NumericsError, requireCount } from "../errors.ts";

/** A readout under a trapezoidal gradient. Times are in µs. */
export interface Trapezoid {
  readonly rampUp: number;
  readonly flatTop: number;
  readonly rampDown: number;
  /** Time of one sample. */
  readonly dwell: number;
  readonly samples: number;
}

/** Which time of its dwell a sample belongs to. */
export type SampleTime = "center" | "end";

/**
 * Positions of the samples of a readout in k-space, in units of 1 / field of view, for a gradient of positive sign. The
 * readout is balanced: it samples as long after the start of the gradient as before its end, and the whole sampled area
 * is as long as the encoded matrix. The middle of the gradient's area is the centre of k-space.
 *
 * Source: Gadgetron, EPIReconXObjectTrapezoid.h, whose samples are at the end of their dwell.
 * @param encoded samples of the encoded matrix
 * @throws NumericsError `bad-argument` if the samples take longer than the gradient
 */
export function trapezoidPositions(
  { rampUp, flatTop, rampDown, dwell, samples }: Trapezoid,
  encoded: number,
  sampleTime: SampleTime = "center",
): Float64Array {
  requireCount("the samples of a readout", samples, 1);
  const total = rampUp + flatTop + rampDown;
  const delay = (total - dwell * samples) / 2;
  if (!(dwell > 0 && delay >= -dwell)) {
    throw new NumericsError(
      "bad-argument",
      `${counted(samples, "sample")} of ${dwell} µs do not fit into a gradient of ${total} µs`,
    );
  }
  const area = rampUp / 2 + flatTop + rampDown / 2;
  /** Area under a gradient of height 1 until a time. */
  const areaUntil = (time: number): number => {
    if (time <= rampUp) return rampUp > 0 ? Math.max(0, time) ** 2 / (2 * rampUp) : 0;
    if (time <= rampUp + flatTop) return rampUp / 2 + time - rampUp;
    return rampDown > 0 ? area - Math.max(0, total - time) ** 2 / (2 * rampDown) : area;
  };
  const perArea = encoded / (areaUntil(total - delay) - areaUntil(delay));
  const first = delay + (sampleTime === "center" ? dwell / 2 : dwell);
  return Float64Array.from({ length: samples }, (_, n) => perArea * (areaUntil(first + n * dwell) - area / 2));
}

/**
 * Largest distance of neighbouring samples, without those at NaN: 1 is what the field of view allows, more folds the
 * readout.
 */
export function largestStep(positions: Float64Array): number {
  const used = positions.filter((k) => !Number.isNaN(k));
  let most = 0;
  for (let n = 1; n < used.length; n += 1) most = Math.max(most, Math.abs(used[n]! - used[n - 1]!));
  return most;
}

/**
 * Phase of the samples of a readout whose slice is off the centre along the readout, if the scanner demodulates at one
 * frequency: e^{2πi s (k − k_e)}, where k_e is the position that a sample would have if the gradient did not change.
 * @param shift s, distance from the centre over the field of view
 * @param positions k
 * @returns the angles, in rad; 0 for samples at NaN
 */
export function demodulationPhase(shift: number, positions: Float64Array): Float64Array {
  const used = positions.map((k, n) => (Number.isNaN(k) ? Number.NaN : n)).filter((n) => !Number.isNaN(n));
  const [first, last] = [positions[used[0] ?? 0]!, positions[used.at(-1) ?? 0]!];
  const step = Math.sign(last - first) * largestStep(positions);
  // The centre of the readout is between samples: where k changes its sign.
  const after = used.find((n) => n > used[0]! && positions[n - 1]! * positions[n]! <= 0) ?? 0;
  const [a, b] = [positions[after - 1] ?? 0, positions[after] ?? 0];
  const center = a === b ? after : after - b / (b - a);
  return positions.map((k, n) => (Number.isNaN(k) ? 0 : 2 * Math.PI * shift * (k - (n - center) * step)));
}
