import { pixelPlace } from "../object/geometry.ts";
import { ringCount } from "../options/acceleration-settings.ts";
import type { PhantomSettings } from "../options/options.ts";

/** Degree of the polynomials. Within the object they differ from the birdcage by less than 0.614^7 = 3.3 %. */
const DEGREE = 6;
/** Of the circle of coils, as of `birdcageSensitivities`. */
const RADIUS = 1.5;
/** The elevation factor of a coil in a ring at ±0.75, and its derivative along z, at the isocentre. */
const RING_FACTOR = 0.8;
const RING_SLOPE = 0.64 / RADIUS;

/** Sensitivities that are polynomials in z̄ = x − iy, optionally also times the third coordinate. */
export interface CoilSeries {
  readonly coils: number;
  readonly degree: number;
  /** Whether the third coordinate counts. */
  readonly withHeight: boolean;
  /** `[coils][terms]` complex, interleaved: factors of z̄^n for n = 0, …, then those of z̄^n times the third coordinate. */
  readonly coefficients: Float64Array;
}

/** A single coil that receives everything alike. */
export const uniformSeries: CoilSeries = {
  coils: 1,
  degree: 0,
  withHeight: false,
  coefficients: Float64Array.of(1, 0),
};

/**
 * Coils whose products with ellipses have transforms. Those of `birdcageSensitivities` are i e^{−iθ} / (z̄ − R e^{−iθ}) for
 * a coil at angle θ; this is their Taylor series about the isocentre, −(i / R) Σ (z̄ e^{iθ} / R)^n. With two rings, they are
 * multiplied by the first-order expansion of the elevation factor of `ringSensitivities`. A dead coil is zero.
 */
export function coilSeries(settings: PhantomSettings): CoilSeries {
  const { coils, deadCoil } = settings;
  const withHeight = ringCount(settings) > 1;
  const coefficients: number[] = [];
  for (let coil = 0; coil < coils; coil += 1) {
    const slope = coil % 2 === 0 ? -RING_SLOPE : RING_SLOPE;
    for (const factor of withHeight ? [RING_FACTOR, slope] : [1]) {
      for (let n = 0; n <= DEGREE; n += 1) {
        const size = coil === deadCoil ? 0 : factor / RADIUS ** (n + 1);
        const angle = (2 * Math.PI * coil * n) / coils - Math.PI / 2;
        coefficients.push(size * Math.cos(angle), size * Math.sin(angle));
      }
    }
  }
  return { coils, degree: DEGREE, withHeight, coefficients: Float64Array.from(coefficients) };
}

/**
 * Sensitivities at the pixels.
 * @param size pixels along x, y and z; each axis spans −1 to 1, with pixel floor(N/2) at 0
 * @returns `[coils][z][y][x]` complex, interleaved
 */
export function seriesMaps(
  { coils, degree, withHeight, coefficients }: CoilSeries,
  [width, height, depth]: readonly [number, number, number],
): Float32Array<ArrayBuffer> {
  const maps = new Float32Array(2 * coils * depth * height * width);
  const terms = degree + 1;
  for (let line = 0, at = 0; line < coils * depth * height; line += 1) {
    const coil = Math.floor(line / (depth * height));
    const y = pixelPlace(line % height, height);
    const z = pixelPlace(Math.floor(line / height) % depth, depth);
    const first = coil * terms * (withHeight ? 2 : 1);
    const part = (n: number, imaginary: number) =>
      coefficients[2 * (first + n) + imaginary]! +
      (withHeight ? z * coefficients[2 * (first + terms + n) + imaginary]! : 0);
    const ofLine = Array.from({ length: terms }, (_, n) => [part(n, 0), part(n, 1)] as const).reverse();
    for (let column = 0; column < width; column += 1) {
      const x = pixelPlace(column, width);
      let [re, im] = [0, 0];
      for (const [real, imaginary] of ofLine) [re, im] = [re * x + im * y + real, im * x - re * y + imaginary];
      maps[at++] = re;
      maps[at++] = im;
    }
  }
  return maps;
}
