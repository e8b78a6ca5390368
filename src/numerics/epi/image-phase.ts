import { requireLength } from "../errors.ts";
import { transformAxis } from "../fft/index.ts";
import { percentile } from "../images/index.ts";
import { type LinearPhase, phaseAt, position, wave } from "./phase.ts";

/** A line of a fully sampled image, in image space along the readout. */
export interface ImageLine {
  /** `[coils][pixels]` complex. */
  readonly data: Float32Array;
  readonly reversed: boolean;
  /** Its row of k-space. */
  readonly row: number;
}

/** Sizes of an image. */
export interface ImageSize {
  readonly pixels: number;
  readonly rows: number;
  readonly coils: number;
}

/** Slopes that are tried: two samples of delay to either side. */
const MOST_SLOPE = 8 * Math.PI;
const SLOPE_STEP = Math.PI / 8;
const INTERCEPT_STEP = Math.PI / 8;
/** Columns that are looked at in the first search. */
const MOST_COLUMNS = 32;
/** Both steps are halved so often. */
const REFINEMENTS = 14;

/** Pixels above this part of the 99th percentile belong to the object. */
const OBJECT = 0.15;

/**
 * The odd-even phase of an image without navigators: the linear phase whose image has the lowest entropy, since ghosts
 * spread the signal. A phase and the same plus π give the same image, shifted by half of the field of view: the one
 * with an intercept of at most π / 2 is chosen.
 *
 * Source: S. Clare, Iterative Nyquist ghost correction for single and multi-shot EPI using an entropy measure, ISMRM
 * 2003, 1041.
 * @param start a phase that is near it, such as that of the repetition before, which saves the search over all phases
 * @returns the phase of forward lines minus that of reversed ones, and the ghost that remains: the mean of the image
 *   where only the object shifted by half the field of view is, less that of the background, over the mean of the object
 * @throws NumericsError `bad-length`
 */
export function imagePhase(
  lines: readonly ImageLine[],
  size: ImageSize,
  start?: LinearPhase,
): { oddEven: LinearPhase; ghost: number } {
  const terms = powerTerms(lines, size);
  const every = Math.max(1, Math.ceil(size.pixels / MOST_COLUMNS));
  let best: LinearPhase = start ?? { slope: 0, intercept: 0 };
  let least = Number.POSITIVE_INFINITY;
  const tryPhase = (phase: LinearPhase, step: number) => {
    const entropy = entropyOf(terms, size, phase, step);
    if (!(entropy < least)) return false;
    least = entropy;
    best = phase;
    return true;
  };
  for (let slope = -MOST_SLOPE; start === undefined && slope <= MOST_SLOPE; slope += SLOPE_STEP) {
    for (let intercept = -Math.PI / 2; intercept < Math.PI / 2; intercept += INTERCEPT_STEP)
      tryPhase({ slope, intercept }, every);
  }
  least = entropyOf(terms, size, best, 1);
  for (let level = 0, slopeStep = SLOPE_STEP, interceptStep = INTERCEPT_STEP; level < REFINEMENTS; ) {
    const { slope, intercept } = best;
    const around = [
      { slope: slope - slopeStep, intercept },
      { slope: slope + slopeStep, intercept },
      { slope, intercept: intercept - interceptStep },
      { slope, intercept: intercept + interceptStep },
    ];
    if (around.some((phase) => tryPhase(phase, 1))) continue;
    level += 1;
    slopeStep /= 2;
    interceptStep /= 2;
  }
  const turns = Math.round(best.intercept / Math.PI);
  const oddEven = { slope: best.slope, intercept: best.intercept - turns * Math.PI };
  return { oddEven, ghost: ghostOf(imageOf(terms, size, oddEven), size) };
}

/** The power of an image with a phase φ is A + 2 Re(B e^{iφ}), summed over the coils. */
interface PowerTerms {
  /** A, `[rows][pixels]`. */
  readonly constant: Float64Array;
  /** B, `[rows][pixels]` complex. */
  readonly product: Float64Array;
}

/**
 * From the images P of the forward lines and N of the reversed ones: A = |P|² + |N|², B = conj(P) N, scaled to an energy
 * of 1.
 */
function powerTerms(lines: readonly ImageLine[], { pixels, rows, coils }: ImageSize): PowerTerms {
  const constant = new Float64Array(rows * pixels);
  const product = new Float64Array(2 * rows * pixels);
  for (let coil = 0; coil < coils; coil += 1) {
    const [forward, backward] = [false, true].map((direction) => {
      const image = new Float32Array(2 * rows * pixels);
      for (const { data, reversed, row } of lines) {
        requireLength("a line", data, 2 * coils * pixels);
        if (reversed !== direction) continue;
        image.set(data.subarray(2 * coil * pixels, 2 * (coil + 1) * pixels), 2 * row * pixels);
      }
      transformAxis(image, [pixels, rows], 1, "inverse");
      return image;
    }) as [Float32Array, Float32Array];
    for (let at = 0; at < product.length; at += 2) {
      const [a, b, c, d] = [forward[at]!, forward[at + 1]!, backward[at]!, backward[at + 1]!];
      constant[at / 2]! += a * a + b * b + c * c + d * d;
      product[at]! += a * c + b * d;
      product[at + 1]! += a * d - b * c;
    }
  }
  const energy = constant.reduce((sum, power) => sum + power, 0);
  const scale = energy > 0 ? 1 / energy : 0;
  return { constant: constant.map((power) => scale * power), product: product.map((part) => scale * part) };
}

/** −2 Σ m ln m of the magnitudes m, whose energy is 1 for each phase. */
function entropyOf({ constant, product }: PowerTerms, size: ImageSize, phase: LinearPhase, every: number): number {
  let entropy = 0;
  for (let i = 0; i < size.pixels; i += every) {
    const [cos, sin] = wave(phaseAt(phase, position(i, size.pixels)));
    for (let at = i; at < constant.length; at += size.pixels) {
      const power = constant[at]! + 2 * (product[2 * at]! * cos - product[2 * at + 1]! * sin);
      if (power > 0) entropy -= Math.sqrt(power) * Math.log(power);
    }
  }
  return entropy;
}

function imageOf({ constant, product }: PowerTerms, { pixels }: ImageSize, phase: LinearPhase): Float32Array {
  return Float32Array.from(constant, (power, at) => {
    const [cos, sin] = wave(phaseAt(phase, position(at % pixels, pixels)));
    return Math.sqrt(Math.max(0, power + 2 * (product[2 * at]! * cos - product[2 * at + 1]! * sin)));
  });
}

function ghostOf(image: Float32Array, { pixels, rows }: ImageSize): number {
  const threshold = OBJECT * percentile(image, 99);
  const half = Math.floor(rows / 2) * pixels;
  const sums = { object: 0, ghost: 0, background: 0 };
  const counts = { object: 0, ghost: 0, background: 0 };
  for (const [at, value] of image.entries()) {
    const isShifted = image[(at + half) % image.length]! > threshold;
    const region = value > threshold ? "object" : isShifted ? "ghost" : "background";
    sums[region] += value;
    counts[region] += 1;
  }
  const mean = (region: keyof typeof sums) => sums[region] / Math.max(1, counts[region]);
  return mean("object") > 0 ? Math.max(0, mean("ghost") - mean("background")) / mean("object") : 0;
}
