import FFT from "fft.js";
import { GenericTransform } from "./generic-transform.ts";
import { type Direction, requireLines } from "./line-transform.ts";
import { shiftIn, shiftOut } from "./shift.ts";

/** Powers of two above 1, by fft.js in float64. */
export class PowerOfTwoTransform extends GenericTransform {
  readonly length: number;
  readonly #fft: FFT;
  readonly #input: Float64Array;
  readonly #output: Float64Array;

  constructor(length: number) {
    super();
    this.length = length;
    this.#fft = new FFT(length);
    this.#input = new Float64Array(2 * length);
    this.#output = new Float64Array(2 * length);
  }

  transform(direction: Direction, source: Float32Array, target: Float32Array, count: number): void {
    requireLines(this.length, source, target, count);
    // fft.js divides by N in its inverse, and in nothing else
    const scale = direction === "forward" ? 1 / Math.sqrt(this.length) : Math.sqrt(this.length);
    for (let line = 0; line < count; line++) {
      const offset = 2 * this.length * line;
      shiftIn(source, offset, this.#input, this.length);
      if (direction === "forward") this.#fft.transform(this.#output, this.#input);
      else this.#fft.inverseTransform(this.#output, this.#input);
      shiftOut(this.#output, target, offset, this.length, scale);
    }
  }
}
