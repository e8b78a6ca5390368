import FFT from "fft.js";
import type { Direction, LineLayout, LineTransform } from "./line-transform.ts";

/**
 * Transforms of any length by Bluestein's algorithm: since 2nk = n² + k² − (k − n)², a transform is a convolution with
 * a chirp, preceded and followed by a multiplication with a chirp. X_k = c_k · Σ_n (x_n c_n) · c*_{k−n}, where c_n =
 * e^{−iπn²/N}. The length of the circular convolution is the smallest power of two that is at least 2N − 1; fft.js
 * transforms it in float64.
 *
 * L. I. Bluestein, A linear filtering approach to the computation of discrete Fourier transform, 1970.
 */
export class BluesteinTransform implements LineTransform {
  readonly length: number;
  readonly #fft: FFT;
  /** c, interleaved. */
  readonly #chirp: Float64Array;
  /** The transform of c*. */
  readonly #spectrum: Float64Array;
  readonly #input: Float64Array;
  readonly #output: Float64Array;

  constructor(length: number) {
    const size = 2 ** Math.max(1, Math.ceil(Math.log2(2 * length - 1)));
    this.length = length;
    this.#fft = new FFT(size);
    this.#chirp = chirp(length);
    this.#input = new Float64Array(2 * size);
    this.#output = new Float64Array(2 * size);
    this.#spectrum = new Float64Array(2 * size);
    for (let n = 0; n < length; n++) {
      for (const at of [n, (size - n) % size]) {
        this.#input[2 * at] = this.#chirp[2 * n]!;
        this.#input[2 * at + 1] = -this.#chirp[2 * n + 1]!;
      }
    }
    this.#fft.transform(this.#spectrum, this.#input);
  }

  transform(direction: Direction, source: LineLayout, target: LineLayout, count: number, factor = 1): void {
    // The inverse transform is the conjugate of the forward transform of the conjugate.
    const sign = direction === "forward" ? 1 : -1;
    for (let line = 0; line < count; line++) {
      this.#input.fill(0);
      this.#modulateIn(source, line, sign);
      this.#fft.transform(this.#output, this.#input);
      multiply(this.#output, this.#spectrum);
      this.#fft.inverseTransform(this.#input, this.#output);
      this.#modulateOut(target, line, sign, factor / Math.sqrt(this.length));
    }
  }

  /** Stores x_n c_n, starting with the centre; zero where the line has no sample. */
  #modulateIn({ data, samples, center, sampleStep, lineStep }: LineLayout, line: number, sign: number): void {
    const [after, before] = [Math.ceil(this.length / 2), Math.floor(this.length / 2)];
    for (let i = -Math.min(before, center); i < Math.min(after, samples - center); i++) {
      const from = 2 * ((center + i) * sampleStep + line * lineStep);
      const n = 2 * (i < 0 ? i + this.length : i);
      const [re, im] = [data[from]!, data[from + 1]! * sign];
      this.#input[n] = re * this.#chirp[n]! - im * this.#chirp[n + 1]!;
      this.#input[n + 1] = re * this.#chirp[n + 1]! + im * this.#chirp[n]!;
    }
  }

  /** Writes c_k times the convolution; zero where the transform has no sample. */
  #modulateOut(lines: LineLayout, line: number, sign: number, factor: number): void {
    const { data, samples, center, sampleStep, lineStep } = lines;
    const [after, before] = [Math.ceil(this.length / 2), Math.floor(this.length / 2)];
    for (let i = -center; i < samples - center; i++) {
      const to = 2 * ((center + i) * sampleStep + line * lineStep);
      const k = 2 * (i < 0 ? i + this.length : i);
      const inside = i >= -before && i < after;
      const re = inside ? this.#input[k]! * factor : 0;
      const im = inside ? this.#input[k + 1]! * factor : 0;
      data[to] = inside ? re * this.#chirp[k]! - im * this.#chirp[k + 1]! : 0;
      data[to + 1] = inside ? (re * this.#chirp[k + 1]! + im * this.#chirp[k]!) * sign : 0;
    }
  }
}

/** e^{−iπn²/N}; n² is reduced modulo 2N first, since large angles lose precision. */
function chirp(length: number): Float64Array {
  const values = new Float64Array(2 * length);
  for (let n = 0; n < length; n++) {
    const angle = (-Math.PI * ((n * n) % (2 * length))) / length;
    values[2 * n] = Math.cos(angle);
    values[2 * n + 1] = Math.sin(angle);
  }
  return values;
}

/** Complex product, in place. */
function multiply(values: Float64Array, by: Float64Array): void {
  for (let i = 0; i < values.length; i += 2) {
    const [re, im] = [values[i]!, values[i + 1]!];
    values[i] = re * by[i]! - im * by[i + 1]!;
    values[i + 1] = re * by[i + 1]! + im * by[i]!;
  }
}
