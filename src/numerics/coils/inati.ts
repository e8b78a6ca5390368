import { applyMapFactors, seenByReference, toMapFactors } from "./alignment.ts";
import { type CoilShape, type MapEstimate, pixelsOf } from "./shape.ts";
import { WindowSums } from "./window-sums.ts";

/**
 * Coil maps by the iteration of S. Inati, M. Hansen and P. Kellman, ISMRM 2014, 4407: given images x and their
 * combination ρ, the map at a pixel is c = Σ x conj(ρ) over its window, normalised, and the next combination is ρ = cᴴ
 * x. This is the power method for the window's covariance, except that each neighbour's ρ comes from its own map. The
 * cost is pixels × coils × iterations.
 *
 * Unlike in Gadgetron, ρ starts from the root sum of squares with the phase of the reference coil, so that no signal is
 * lost where that coil receives none.
 */
export function inatiMaps({ images, shape, kernel, iterations, reference, maps }: MapEstimate): void {
  const length = 2 * pixelsOf(shape);
  const windows = new WindowSums(shape.size, kernel);
  const { rho, meanPower } = firstCombination(images, length, reference);
  const sums = new Float64Array(length);
  const power = new Float64Array(length / 2);
  const seen = new Float64Array(length);
  const next = new Float64Array(length);

  for (let iteration = 1; iteration <= iterations; iteration++) {
    for (const array of [power, seen, next]) array.fill(0);
    for (let coil = 0; coil < shape.coils; coil++) {
      const image = images.subarray(coil * length, (coil + 1) * length);
      // Scaled, so that float32 can hold the unnormalised maps for any unit of the images.
      timesConjugate(image, rho, 1 / meanPower, sums);
      windows.apply(sums);
      addMap(sums, image, [reference[2 * coil]!, reference[2 * coil + 1]!], { power, seen, combined: next });
      if (iteration === iterations) maps.set(sums, coil * length);
    }
    toMapFactors(seen, power);
    timesConjugate(next, seen, 1, rho);
  }
  applyMapFactors(maps, seen);
}

/** Measured on one core of 2.5 GHz, per pixel, coil and iteration. */
const SECONDS = 4e-8;

/** Estimated time of {@link inatiMaps}. */
export function inatiSeconds(shape: CoilShape, iterations: number): number {
  return pixelsOf(shape) * shape.coils * iterations * SECONDS;
}

/** √Σ|x|² with the phase of the reference coil, uᴴ x; and the mean of its square, or 1 if all images are zero. */
function firstCombination(images: Float32Array, length: number, reference: Float64Array) {
  const { seen: rho, power } = seenByReference(images, length, reference);
  let total = 0;
  for (let i = 0, d = 0; d < length; i++, d += 2) {
    const magnitude = Math.sqrt(power[i]!);
    const share = Math.sqrt(rho[d]! ** 2 + rho[d + 1]! ** 2);
    rho[d] = share > 0 ? (magnitude * rho[d]!) / share : magnitude;
    rho[d + 1] = share > 0 ? (magnitude * rho[d + 1]!) / share : 0;
    total += Number.isFinite(power[i]!) ? power[i]! : 0;
  }
  return { rho, meanPower: total > 0 ? total / power.length : 1 };
}

/** a conj(b) · factor for each complex element. */
function timesConjugate(a: Float32Array | Float64Array, b: Float64Array, factor: number, out: Float64Array): void {
  for (let d = 0; d < out.length; d += 2) {
    out[d] = factor * (a[d]! * b[d]! + a[d + 1]! * b[d + 1]!);
    out[d + 1] = factor * (a[d + 1]! * b[d]! - a[d]! * b[d + 1]!);
  }
}

/** Sums over the coils, for each pixel. */
interface MapSums {
  /** Σ|c|² */
  readonly power: Float64Array;
  /** uᴴ c, complex. */
  readonly seen: Float64Array;
  /** cᴴ x, complex. */
  readonly combined: Float64Array;
}

/** Adds one coil's unnormalised map c, with the coil's component of u, to the sums. */
function addMap(
  map: Float64Array,
  image: Float32Array,
  [uRe, uIm]: readonly [number, number],
  { power, seen, combined }: MapSums,
): void {
  for (let i = 0, d = 0; i < power.length; i++, d += 2) {
    const re = map[d]!;
    const im = map[d + 1]!;
    power[i]! += re * re + im * im;
    seen[d]! += uRe * re + uIm * im;
    seen[d + 1]! += uRe * im - uIm * re;
    combined[d]! += re * image[d]! + im * image[d + 1]!;
    combined[d + 1]! += re * image[d + 1]! - im * image[d]!;
  }
}
