import { heapStretches } from "../kernels/heap.ts";
import { GenericTransform } from "./generic-transform.ts";
import { type Direction, requireLines } from "./line-transform.ts";
import { SimdPlan, simdLengthFrom } from "./pffft.ts";

/**
 * Any length, by Bluestein's algorithm: since 2nk = n² + k² − (k − n)², a transform is a convolution with a chirp
 * between two multiplications with one. X_k = c_k · Σ_n (x_n c_n) · c*_{k−n}, where c_n = e^{−iπn²/N}. The circular
 * convolution has any length of at least 2N − 1 that pffft transforms.
 *
 * L. I. Bluestein, A linear filtering approach to the computation of discrete Fourier transform, 1970.
 */
export class BluesteinTransform extends GenericTransform {
  readonly length: number;
  readonly #plan: SimdPlan;
  /** c, interleaved. */
  readonly #chirp: Float64Array;
  /** Of c*, in pffft's order. */
  readonly #spectrum: Float32Array;

  constructor(length: number) {
    super();
    this.length = length;
    this.#plan = SimdPlan.of(simdLengthFrom(2 * length - 1));
    this.#chirp = chirp(length);
    const size = 2 * this.#plan.length;
    const [kernel, spectrum, work] = heapStretches(size, size, size);
    kernel!.fill(0);
    for (let n = 0; n < length; n++) {
      for (const at of [n, (this.#plan.length - n) % this.#plan.length]) {
        kernel![2 * at] = this.#chirp[2 * n]!;
        kernel![2 * at + 1] = -this.#chirp[2 * n + 1]!;
      }
    }
    this.#plan.spectrum(kernel!, spectrum!, work!);
    this.#spectrum = spectrum!.slice();
  }

  transform(direction: Direction, source: Float32Array, target: Float32Array, count: number): void {
    requireLines(this.length, source, target, count);
    // the inverse transform is the conjugate of the forward transform of the conjugate
    const sign = direction === "forward" ? 1 : -1;
    const size = 2 * this.#plan.length;
    const [input, kernel, product, output, work] = heapStretches(size, size, size, size, size);
    input!.fill(0);
    kernel!.set(this.#spectrum);
    for (let line = 0; line < count; line++) {
      const offset = 2 * this.length * line;
      this.#modulateIn(source, offset, input!, sign);
      this.#plan.convolve(input!, kernel!, product!, output!, work!);
      this.#modulateOut(output!, target, offset, sign);
    }
  }

  /** x_n c_n, with `ifftshift`. */
  #modulateIn(source: Float32Array, offset: number, input: Float32Array, sign: number): void {
    const chirp = this.#chirp;
    const end = offset + chirp.length;
    let from = offset + 2 * Math.floor(this.length / 2);
    for (let i = 0; i < chirp.length; i += 2) {
      const re = source[from]!;
      const im = source[from + 1]! * sign;
      input[i] = re * chirp[i]! - im * chirp[i + 1]!;
      input[i + 1] = re * chirp[i + 1]! + im * chirp[i]!;
      from += 2;
      if (from === end) from = offset;
    }
  }

  /** c_k times the convolution, with `fftshift`. */
  #modulateOut(output: Float32Array, target: Float32Array, offset: number, sign: number): void {
    const chirp = this.#chirp;
    const scale = 1 / (Math.sqrt(this.length) * this.#plan.length);
    const end = offset + chirp.length;
    let to = offset + 2 * Math.floor(this.length / 2);
    for (let i = 0; i < chirp.length; i += 2) {
      const re = output[i]! * scale;
      const im = output[i + 1]! * scale;
      target[to] = re * chirp[i]! - im * chirp[i + 1]!;
      target[to + 1] = (re * chirp[i + 1]! + im * chirp[i]!) * sign;
      to += 2;
      if (to === end) to = offset;
    }
  }
}

/** e^{−iπn²/N}; n² is reduced modulo 2N first, as large angles cost digits. */
function chirp(length: number): Float64Array {
  const values = new Float64Array(2 * length);
  for (let n = 0; n < length; n++) {
    const angle = (-Math.PI * ((n * n) % (2 * length))) / length;
    values[2 * n] = Math.cos(angle);
    values[2 * n + 1] = Math.sin(angle);
  }
  return values;
}
