import type { Ellipsoid } from "../object/shepp-logan.ts";
import { BesselRatios } from "./bessel-ratios.ts";

/**
 * The Fourier transforms of z̄^n ρ for n = 0, …, `degree`, with z̄ = x − iy and an object ρ of ellipses or ellipsoids:
 * ∫ z̄^n ρ(r) e^{−2πi k·r} dr, with r in the object's own coordinates, and k in cycles per unit of them. In three dimensions
 * optionally also those of z̄^n ρ times the third coordinate.
 *
 * In the coordinates u of the unit ball, with r = c + B u and q = 2π Bᵀk, multiplication by z̄ is the operator
 * Z = c̄ + i g·∇ on functions of q, where g = Bᵀ (1, −i, 0). The transform of the ball is a function f of q² / 2, and so are
 * its derivatives f′, f″, …, see {@link BesselRatios}. With α = g·q and β = g·g,
 *
 * Z^{n+1} f = c̄ Z^n f + iα Z^n f′ − nβ Z^{n−1} f′.
 */
export class MomentSpectrum {
  /** Number of transforms. */
  readonly count: number;
  readonly #shapes: readonly Shape[];
  readonly #degree: number;
  readonly #withHeight: boolean;
  readonly #ratios: BesselRatios;
  /** Z^n f^(p), in rows of n. */
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #result: Float64Array;

  /** @param withHeight whether moments with the third coordinate follow the others, in the same order */
  constructor(ellipsoids: readonly Ellipsoid[], dimensions: 2 | 3, degree: number, withHeight = false) {
    this.#shapes = ellipsoids.map((each) => shapeOf(each, dimensions));
    this.#degree = degree;
    this.#withHeight = withHeight;
    this.count = (degree + 1) * (withHeight ? 2 : 1);
    this.#ratios = new BesselRatios(dimensions / 2, degree + 2);
    this.#re = new Float64Array((degree + 1) * (degree + 2));
    this.#im = new Float64Array((degree + 1) * (degree + 2));
    this.#result = new Float64Array(2 * this.count);
  }

  /**
   * The transforms at one point of k-space.
   * @returns complex, interleaved; overwritten by the next call
   */
  at(x: number, y: number, z = 0): Float64Array {
    this.#result.fill(0);
    for (const shape of this.#shapes) this.#add(shape, x, y, z);
    return this.#result;
  }

  #add(shape: Shape, x: number, y: number, z: number): void {
    const along = 2 * Math.PI * shape.axes[0] * (x * shape.cos + y * shape.sin);
    const across = 2 * Math.PI * shape.axes[1] * (y * shape.cos - x * shape.sin);
    const up = 2 * Math.PI * shape.axes[2] * z;
    const ratios = this.#ratios.at(Math.sqrt(along * along + across * across + up * up));
    this.#fillDerivatives(shape, ratios, along, across);
    const phase = -2 * Math.PI * (x * shape.centre[0] + y * shape.centre[1]);
    const [re, im] = [shape.weight * Math.cos(phase), shape.weight * Math.sin(phase)];
    this.#accumulate(0, 0, re, im);
    // The third coordinate is i a ∂/∂q₃, and the derivative of a function of q² / 2 is q₃ times the next one.
    if (this.#withHeight) this.#accumulate(1, this.#degree + 1, -im * shape.axes[2] * up, re * shape.axes[2] * up);
  }

  /** Adds Z^n f^(p), times a complex factor, to the result of n, for all n. */
  #accumulate(p: number, first: number, re: number, im: number): void {
    for (let n = 0; n <= this.#degree; n += 1) {
      const from = n * (this.#degree + 2) + p;
      const to = 2 * (first + n);
      this.#result[to]! += this.#re[from]! * re - this.#im[from]! * im;
      this.#result[to + 1]! += this.#re[from]! * im + this.#im[from]! * re;
    }
  }

  #fillDerivatives({ centre, cos, sin, axes }: Shape, ratios: Float64Array, along: number, across: number): void {
    const [re, im, row] = [this.#re, this.#im, this.#degree + 2];
    for (let p = 0; p < row; p += 1) re[p] = p % 2 === 0 ? ratios[p]! : -ratios[p]!;
    // g = (a, −ib) e^{−iφ}, so that iα = (b q₂ + i a q₁) e^{−iφ}.
    const [a, b] = [axes[0] * along, axes[1] * across];
    const [alphaRe, alphaIm] = [b * cos + a * sin, a * cos - b * sin];
    const difference = axes[0] ** 2 - axes[1] ** 2;
    const [betaRe, betaIm] = [difference * (cos * cos - sin * sin), -2 * difference * cos * sin];
    for (let n = 0; n < this.#degree; n += 1) {
      for (let p = 0; p < row - 1 - n; p += 1) {
        const [at, next, above] = [n * row + p, n * row + p + 1, (n - 1) * row + p + 1];
        let sumRe = centre[0] * re[at]! + centre[1] * im[at]! + alphaRe * re[next]! - alphaIm * im[next]!;
        let sumIm = centre[0] * im[at]! - centre[1] * re[at]! + alphaRe * im[next]! + alphaIm * re[next]!;
        if (n > 0) {
          sumRe -= n * (betaRe * re[above]! - betaIm * im[above]!);
          sumIm -= n * (betaRe * im[above]! + betaIm * re[above]!);
        }
        re[at + row] = sumRe;
        im[at + row] = sumIm;
      }
    }
  }
}

/** An ellipsoid with what its transform needs. */
interface Shape {
  readonly axes: readonly [number, number, number];
  readonly centre: readonly [number, number];
  readonly cos: number;
  readonly sin: number;
  /** Intensity, times the determinant of B, times the factor of the ball's transform. */
  readonly weight: number;
}

function shapeOf({ axes, centre, degrees, intensity }: Ellipsoid, dimensions: 2 | 3): Shape {
  const [a, b, c] = axes;
  const angle = (degrees * Math.PI) / 180;
  const weight = intensity * a * b * (dimensions === 3 ? c : 1) * (2 * Math.PI) ** (dimensions / 2);
  return { axes, centre, cos: Math.cos(angle), sin: Math.sin(angle), weight };
}
