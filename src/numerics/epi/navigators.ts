import { requireLength } from "../errors.ts";
import {
  type EpiPhase,
  type LinearPhase,
  multiplyLines,
  noPhase,
  PhaseFactors,
  phaseAt,
  position,
  wave,
} from "./phase.ts";
import { fitPolynomial } from "./polynomial.ts";

/** A line without phase encoding, in image space along the readout. */
export interface Navigator {
  /** `[coils][pixels]` complex. */
  readonly data: Float32Array;
  /** Whether it was acquired backwards. */
  readonly reversed: boolean;
}

/** What is estimated from navigators. */
export interface PhaseModel {
  readonly drift: "none" | "mean" | "linear";
  readonly oddEven: "none" | "mean" | "linear" | "polynomial";
}

/** Order of the polynomial, as in Gadgetron. */
const ORDER = 4;

/**
 * The phase of an echo train, from its navigators in the order of acquisition. Three, in alternating directions, give
 * the drift between the first and the third, and the odd-even phase at the time of the second; two give the odd-even
 * phase alone.
 *
 * Source: Gadgetron, EPICorrGadget.
 * @param pixels of a navigator
 * @returns `undefined` unless two neighbouring navigators have different directions
 * @throws NumericsError `bad-length`
 */
export function navigatorPhase(
  navigators: readonly Navigator[],
  pixels: number,
  { drift: driftModel, oddEven: oddEvenModel }: PhaseModel,
): EpiPhase | undefined {
  for (const { data } of navigators) requireLength("a navigator", data, navigators[0]!.data.length);
  const pairs = navigators.slice(1).flatMap(({ reversed }, p) => (reversed === navigators[p]!.reversed ? [] : [p]));
  if (pairs.length === 0) return undefined;
  const drift = driftModel === "none" ? noPhase.drift : driftOf(navigators, pixels, driftModel === "linear");
  const product = oddEvenProduct(navigators, pairs, pixels, drift);
  const weights = magnitudes(navigators, pixels);
  const weight = weights.reduce((sum, each) => sum + each, 0);
  if (oddEvenModel === "none") return { oddEven: noPhase.oddEven, drift, weight };
  const oddEven = linearPhase(product, pixels, oddEvenModel !== "mean");
  if (oddEvenModel !== "polynomial") return { oddEven, drift, weight };
  const rest = Float64Array.from({ length: pixels }, (_, i) => {
    const [cos, sin] = wave(-phaseAt(oddEven, position(i, pixels)));
    const [re, im] = [product[2 * i]!, product[2 * i + 1]!];
    return Math.atan2(re * sin + im * cos, re * cos - im * sin);
  });
  const positions = Float64Array.from({ length: pixels }, (_, i) => position(i, pixels));
  return {
    oddEven,
    residual: fitPolynomial(positions, rest, outerMagnitudes(navigators, pixels), ORDER),
    drift,
    weight,
  };
}

/** Half of the phase between navigators of the same direction, two echoes apart. */
function driftOf(navigators: readonly Navigator[], pixels: number, isLinear: boolean): LinearPhase {
  const product = new Float64Array(2 * pixels);
  for (let p = 0; p + 2 < navigators.length; p += 1) {
    const [early, middle, late] = navigators.slice(p, p + 3) as [Navigator, Navigator, Navigator];
    if (early.reversed === late.reversed && early.reversed !== middle.reversed)
      addProduct(early.data, late.data, pixels, product);
  }
  const { slope, intercept } = linearPhase(product, pixels, isLinear);
  return { slope: slope / 2, intercept: intercept / 2 };
}

/** Σ conj(reversed) · forward, with both at the same time where a navigator has neighbours on either side. */
function oddEvenProduct(
  navigators: readonly Navigator[],
  pairs: readonly number[],
  pixels: number,
  drift: LinearPhase,
): Float64Array {
  const product = new Float64Array(2 * pixels);
  for (const p of pairs) {
    const [a, b] = [navigators[p]!, navigators[p + 1]!];
    // With b one echo after a, its phase has one drift more.
    const later = withDrift(b.data, pixels, drift, -1);
    if (a.reversed) addProduct(a.data, later, pixels, product);
    else addProduct(later, a.data, pixels, product);
  }
  return product;
}

/** Adds Σ_coils conj(a) · b. */
function addProduct(
  a: Float32Array | Float64Array,
  b: Float32Array | Float64Array,
  pixels: number,
  sums: Float64Array,
) {
  for (let at = 0; at < a.length; at += 2) {
    const to = at % (2 * pixels);
    sums[to]! += a[at]! * b[at]! + a[at + 1]! * b[at + 1]!;
    sums[to + 1]! += a[at]! * b[at + 1]! - a[at + 1]! * b[at]!;
  }
}

/** A line with the drift of some echoes added. */
function withDrift(data: Float32Array, pixels: number, drift: LinearPhase, echoes: number): Float64Array {
  const turned = Float64Array.from(data);
  for (let at = 0; at < data.length; at += 2) {
    const [cos, sin] = wave(echoes * phaseAt(drift, position((at / 2) % pixels, pixels)));
    turned[at] = data[at]! * cos - data[at + 1]! * sin;
    turned[at + 1] = data[at]! * sin + data[at + 1]! * cos;
  }
  return turned;
}

/**
 * The linear phase of a product of lines: the slope from the phase between neighbouring pixels, weighted by their
 * magnitudes, then the intercept.
 */
function linearPhase(product: Float64Array, pixels: number, isLinear: boolean): LinearPhase {
  let [re, im] = [0, 0];
  for (let at = 2; isLinear && at < product.length; at += 2) {
    re += product[at - 2]! * product[at]! + product[at - 1]! * product[at + 1]!;
    im += product[at - 2]! * product[at + 1]! - product[at - 1]! * product[at]!;
  }
  const slope = pixels * Math.atan2(im, re);
  let [sumRe, sumIm] = [0, 0];
  for (let i = 0; i < pixels; i += 1) {
    const [cos, sin] = wave(-slope * position(i, pixels));
    sumRe += product[2 * i]! * cos - product[2 * i + 1]! * sin;
    sumIm += product[2 * i]! * sin + product[2 * i + 1]! * cos;
  }
  return { slope, intercept: Math.atan2(sumIm, sumRe) };
}

/** Root sum of squares of the coils, averaged over the navigators. */
function magnitudes(navigators: readonly Navigator[], pixels: number): Float64Array {
  const mean = new Float64Array(pixels);
  for (const { data } of navigators) {
    const power = new Float64Array(pixels);
    for (let at = 0; at < data.length; at += 2) power[(at / 2) % pixels]! += data[at]! ** 2 + data[at + 1]! ** 2;
    for (let i = 0; i < pixels; i += 1) mean[i]! += Math.sqrt(power[i]!) / navigators.length;
  }
  return mean;
}

/** The same of the first and third navigator, the third and fifth, and so on: Gadgetron's weights of the polynomial. */
function outerMagnitudes(navigators: readonly Navigator[], pixels: number): Float64Array {
  const outer = navigators.flatMap((early, p) =>
    p % 2 === 0 && p + 2 < navigators.length ? [early, navigators[p + 2]!] : [],
  );
  return magnitudes(outer.length > 0 ? outer : navigators, pixels);
}

/**
 * What remains of the ghost after the correction, by the navigators: the norm of the difference of forward and reversed
 * lines over that of their sum, less the noise if a direction has several. An image's ghost is as much weaker than the
 * object.
 */
export function remainingGhost(navigators: readonly Navigator[], pixels: number, phase: EpiPhase): number {
  const factors = new PhaseFactors(phase, pixels);
  const lines = navigators.map(({ data, reversed }, echo) => {
    const line = new Float32Array(data.length);
    multiplyLines(data, factors.at({ echo, reversed }), line);
    return { line, reversed };
  });
  const [forward, backward] = [false, true].map((direction) =>
    lines.filter(({ reversed }) => reversed === direction).map(({ line }) => line),
  ) as [Float32Array[], Float32Array[]];
  let [difference, total, deviation] = [0, 0, 0];
  for (let at = 0; at < lines[0]!.line.length; at += 1) {
    const [a, b] = [meanAt(forward, at), meanAt(backward, at)];
    difference += (a - b) ** 2;
    total += (a + b) ** 2;
    for (const line of forward) deviation += (line[at]! - a) ** 2;
    for (const line of backward) deviation += (line[at]! - b) ** 2;
  }
  const variance = navigators.length > 2 ? deviation / (navigators.length - 2) : 0;
  const noise = variance * (1 / forward.length + 1 / backward.length);
  return total > 0 ? Math.sqrt(Math.max(0, difference - noise) / total) : 0;
}

function meanAt(lines: readonly Float32Array[], at: number): number {
  let sum = 0;
  for (const line of lines) sum += line[at]!;
  return sum / lines.length;
}
