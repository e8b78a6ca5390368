import { counted } from "../../text/index.ts";
import { NumericsError, requireCount, requireLength } from "../errors.ts";
import { addCoilProducts } from "./coil-products.ts";

/** Measured on one core of 2.5 GHz, per sample and square of the number of coils. */
const SECONDS = 1.5e-9;

/** Estimated time of accumulating samples of each coil. */
export function covarianceSeconds(coils: number, samples: number): number {
  return coils ** 2 * samples * SECONDS;
}

/**
 * Accumulates the noise covariance of coils, in float64.
 *
 * With the samples as rows of D and the coils as its columns, C = DᴴD / (samples − 1), i.e.
 * C_ij = Σ conj(d_i) d_j / (samples − 1). No mean is subtracted, since noise has zero mean. With C = RᴴR
 * ({@link cholesky}), the covariance of the readout D·R⁻¹ is the identity.
 */
export class CovarianceAccumulator {
  readonly coils: number;
  /** Upper triangle of Σ conj(d_i) d_j. */
  readonly #sums: Float64Array;
  #samples = 0;

  /** @throws NumericsError `bad-length` */
  constructor(coils: number) {
    requireCount("the number of coils", coils, 1);
    this.coils = coils;
    this.#sums = new Float64Array(2 * coils * coils);
  }

  /** Samples added so far, per coil. */
  get samples(): number {
    return this.#samples;
  }

  /**
   * @param data `[coils][samples]` complex, interleaved
   * @throws NumericsError `shape-mismatch`
   */
  add(data: Float32Array, samples: number): void {
    requireCount("the number of samples", samples, 0);
    requireLength(
      `noise of ${counted(this.coils, "coil")} and ${counted(samples, "sample")}`,
      data,
      2 * this.coils * samples,
    );
    addCoilProducts(data, this.coils, { first: 0, count: samples }, this.#sums);
    this.#samples += samples;
  }

  /**
   * C, Hermitian: `[coils][coils]` complex, interleaved, row-major, in a new array.
   * @throws NumericsError `too-few-samples` if fewer than two were added
   */
  covariance(): Float64Array<ArrayBuffer> {
    if (this.#samples < 2) {
      throw new NumericsError("too-few-samples", `a covariance needs at least two samples, not ${this.#samples}`);
    }
    const result = new Float64Array(this.#sums.length);
    const divisor = this.#samples - 1;
    for (let i = 0; i < this.coils; i++) {
      for (let j = i; j < this.coils; j++) {
        const upper = 2 * (i * this.coils + j);
        const lower = 2 * (j * this.coils + i);
        const re = this.#sums[upper]! / divisor;
        const im = this.#sums[upper + 1]! / divisor;
        result[lower] = re;
        result[lower + 1] = -im;
        result[upper] = re;
        result[upper + 1] = im;
      }
    }
    return result;
  }
}
