import type { PhantomSettings } from "../options/options.ts";
import { lineAxis } from "./sampling.ts";

/** Readout of EPI, in µs: a trapezoidal gradient, and samples in the middle of its duration. */
export interface EpiTiming {
  /** These three are whole numbers, as the MRD header stores them. */
  readonly rampUp: number;
  readonly flatTop: number;
  readonly rampDown: number;
  /** Duration of the gradient. */
  readonly total: number;
  /** From the start of the gradient to that of the first sample, and from the end of the last one to its end. */
  readonly delay: number;
  readonly dwell: number;
  readonly samples: number;
}

/** Removes rounding errors of products that are meant to be whole. */
const ROUNDING = 1e-9;

export function epiTiming(settings: PhantomSettings): EpiTiming {
  const { matrix, oversampling, epiSamples } = settings;
  if (epiSamples > 0) return timingOf(epiSamples, settings);
  for (let samples = matrix * oversampling; ; samples++) {
    const timing = timingOf(samples, settings);
    if (kStep(timing, matrix * oversampling) <= 1 + ROUNDING) return timing;
  }
}

/** Samples of a full readout, and of a noise readout. */
export function readoutSamples(settings: PhantomSettings): number {
  return settings.epi ? epiTiming(settings).samples : settings.matrix * settings.oversampling;
}

/** Image lines of the longest shot. */
export function echoTrainLength(settings: PhantomSettings): number {
  return Math.ceil(Math.ceil(lineAxis(settings).acquired / settings.acceleration) / settings.segments);
}

function timingOf(samples: number, settings: PhantomSettings): EpiTiming {
  const { dwellTime: dwell, acquisitionDelay } = settings;
  const total = Math.ceil(samples * dwell + 2 * acquisitionDelay - ROUNDING);
  const rampUp = Math.floor(settings.rampUp * total + ROUNDING);
  const rampDown = Math.floor(settings.rampDown * total + ROUNDING);
  const delay = (total - samples * dwell) / 2;
  return { rampUp, flatTop: total - rampUp - rampDown, rampDown, total, delay, dwell, samples };
}

/** Positions of the samples of a forward line in k-space, in units of 1 / (encoded field of view). */
export interface EpiPositions {
  /** As encoded by the gradient. A reversed line has the negative ones. */
  readonly encoded: Float64Array;
  /** What they would be if the gradient had been that of the flat top all the time. */
  readonly flat: Float64Array;
}

/** @param matrix of the encoded space along x: the readout covers that many units */
export function epiPositions(timing: EpiTiming, matrix: number): EpiPositions {
  const { total, delay, dwell, samples } = timing;
  const unit = matrix / readArea(timing);
  const middle = areaUntil(total, timing) / 2;
  const times = Float64Array.from({ length: samples }, (_, n) => (n + 0.5) * dwell + delay);
  return {
    encoded: times.map((time) => unit * (areaUntil(time, timing) - middle)),
    flat: times.map((time) => unit * (time - total / 2)),
  };
}

/** Distance of neighbouring samples on the flat top. */
function kStep(timing: EpiTiming, matrix: number): number {
  return (timing.dwell * matrix) / readArea(timing);
}

function readArea(timing: EpiTiming): number {
  return areaUntil(timing.total - timing.delay, timing) - areaUntil(timing.delay, timing);
}

/** The integral of the gradient, which is 1 on the flat top, until a time in µs since its start. */
function areaUntil(time: number, { rampUp, flatTop, rampDown }: EpiTiming): number {
  const toCome = halfSquare(rampUp - time, rampUp);
  const fallen = halfSquare(time - rampUp - flatTop, rampDown);
  return time - rampUp / 2 + toCome - fallen;
}

/** ½ t² / ramp on a ramp, and 0 before it. */
function halfSquare(time: number, ramp: number): number {
  return time > 0 && ramp > 0 ? time ** 2 / (2 * ramp) : 0;
}
