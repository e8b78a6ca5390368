import type { KernelShape } from "./accuracy.ts";

/** Taps for which the kernels have space. */
export const MAX_WIDTH = 8;

/**
 * The Kaiser–Bessel kernel φ(u) = I₀(β √(1 − (2u / W)²)) / I₀(β) for |u| ≤ W / 2, with
 * β = π √((W / σ)² (σ − ½)² − 0.8).
 *
 * Source: P. Beatty et al., IEEE Trans Med Imaging 24:799 (2005).
 */
export class KaiserBessel {
  /** W, in cells of the oversampled grid. */
  readonly width: number;
  readonly #beta: number;
  readonly #factor: number;

  constructor({ width, oversampling }: KernelShape) {
    this.width = width;
    this.#beta = Math.PI * Math.sqrt((width / oversampling) ** 2 * (oversampling - 0.5) ** 2 - 0.8);
    this.#factor = 1 / besselI0(this.#beta ** 2);
  }

  /** φ, and its analytic continuation further away than W / 2 cells. */
  at(distance: number): number {
    return this.#factor * besselI0(this.#beta ** 2 * (1 - ((2 * distance) / this.width) ** 2));
  }

  /** The Fourier transform of φ, ∫ φ(u) cos(2πuf) du, for f within the image: the root stays real. */
  transformAt(frequency: number): number {
    const root = Math.sqrt(this.#beta ** 2 - (Math.PI * this.width * frequency) ** 2);
    return this.#factor * (root === 0 ? this.width : (this.width * Math.sinh(root)) / root);
  }
}

/** The modified Bessel function of the first kind and order 0, of a root, by its series. */
function besselI0(square: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k += 1) {
    term *= square / (4 * k * k);
    sum += term;
  }
  return sum;
}
