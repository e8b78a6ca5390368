/** Keeps a matrix regular where the maps of two aliased pixels are the same, or zero; relative to its trace. */
const SMALLEST = 1e-9;

/** The linear system of the pixels that fall on one. Memory is reused from pixel to pixel. */
export class PixelSystem {
  /** `[R]` complex. */
  readonly solution: Float64Array;
  readonly #size: number;
  readonly #coils: number;
  /** E, `[coils][R]` complex. */
  readonly #encoding: Float64Array;
  readonly #folded: Float64Array;
  /** (EᴴE + λ)⁻¹, `[R][R]` complex. */
  readonly #inverse: Float64Array;

  constructor(size: number, coils: number) {
    this.#size = size;
    this.#coils = coils;
    this.solution = new Float64Array(2 * size);
    this.#encoding = new Float64Array(2 * size * coils);
    this.#folded = new Float64Array(2 * coils);
    this.#inverse = new Float64Array(2 * size * size);
  }

  setCoil(coil: number, folded: Float32Array, at: number): void {
    this.#folded[2 * coil] = folded[at]!;
    this.#folded[2 * coil + 1] = folded[at + 1]!;
  }

  setEncoding(coil: number, r: number, re: number, im: number): void {
    this.#encoding[2 * (coil * this.#size + r)] = re;
    this.#encoding[2 * (coil * this.#size + r) + 1] = im;
  }

  /** Solves (EᴴE + λ) x = Eᴴ a. */
  solve(lambda: number): void {
    const [n, e, a] = [this.#size, this.#encoding, this.#folded];
    const right = new Float64Array(2 * n);
    for (let coil = 0; coil < this.#coils; coil += 1) {
      const row = 2 * coil * n;
      for (let r = 0; r < n; r += 1) {
        const [re, im] = [e[row + 2 * r]!, e[row + 2 * r + 1]!];
        right[2 * r]! += re * a[2 * coil]! + im * a[2 * coil + 1]!;
        right[2 * r + 1]! += re * a[2 * coil + 1]! - im * a[2 * coil]!;
      }
    }
    this.invert(lambda);
    for (let r = 0; r < n; r += 1) {
      let [re, im] = [0, 0];
      for (let q = 0, m = 2 * r * n; q < 2 * n; q += 2, m += 2) {
        re += this.#inverse[m]! * right[q]! - this.#inverse[m + 1]! * right[q + 1]!;
        im += this.#inverse[m]! * right[q + 1]! + this.#inverse[m + 1]! * right[q]!;
      }
      this.solution[2 * r] = re;
      this.solution[2 * r + 1] = im;
    }
  }

  /** The inverse of EᴴE + λ, for {@link unmixing}. */
  invert(lambda: number): void {
    const [n, e, normal] = [this.#size, this.#encoding, this.#inverse];
    normal.fill(0);
    for (let row = 0; row < e.length; row += 2 * n) {
      for (let r = 0; r < n; r += 1) {
        const [re, im] = [e[row + 2 * r]!, e[row + 2 * r + 1]!];
        for (let q = 0; q < n; q += 1) {
          normal[2 * (r * n + q)]! += re * e[row + 2 * q]! + im * e[row + 2 * q + 1]!;
          normal[2 * (r * n + q) + 1]! += re * e[row + 2 * q + 1]! - im * e[row + 2 * q]!;
        }
      }
    }
    this.#invertInPlace(lambda);
  }

  /** The factor of a coil in the solution of pixel r: row r of (EᴴE + λ)⁻¹ Eᴴ. */
  unmixing(r: number, coil: number): [number, number] {
    const [n, e] = [this.#size, this.#encoding];
    let [re, im] = [0, 0];
    for (let q = 0, m = 2 * r * n, c = 2 * coil * n; q < n; q += 1, m += 2, c += 2) {
      re += this.#inverse[m]! * e[c]! + this.#inverse[m + 1]! * e[c + 1]!;
      im += this.#inverse[m + 1]! * e[c]! - this.#inverse[m]! * e[c + 1]!;
    }
    return [re, im];
  }

  /** By Gauss-Jordan elimination with λ added, for which a positive matrix needs no pivoting. */
  #invertInPlace(lambda: number): void {
    const n = this.#size;
    const inverse = this.#inverse;
    let trace = 0;
    for (let r = 0; r < n; r += 1) trace += inverse[2 * r * (n + 1)]!;
    if (!(trace > 0)) {
      inverse.fill(0);
      return;
    }
    for (let r = 0; r < n; r += 1) inverse[2 * r * (n + 1)]! += lambda + (SMALLEST * trace) / n;
    for (let k = 0; k < n; k += 1) {
      const pivot = inverse[2 * k * (n + 1)]!;
      inverse[2 * k * (n + 1)] = 1;
      inverse[2 * k * (n + 1) + 1] = 0;
      for (let j = 2 * k * n; j < 2 * (k + 1) * n; j += 1) inverse[j]! /= pivot;
      for (let i = 0; i < n; i += 1) {
        if (i === k) continue;
        const at = 2 * (i * n + k);
        const [re, im] = [inverse[at]!, inverse[at + 1]!];
        inverse[at] = 0;
        inverse[at + 1] = 0;
        for (let to = 2 * i * n, from = 2 * k * n; to < 2 * (i + 1) * n; to += 2, from += 2) {
          inverse[to]! -= re * inverse[from]! - im * inverse[from + 1]!;
          inverse[to + 1]! -= re * inverse[from + 1]! + im * inverse[from]!;
        }
      }
    }
  }
}
