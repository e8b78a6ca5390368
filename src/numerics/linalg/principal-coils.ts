import { counted } from "../../text/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { addCoilProducts } from "./coil-products.ts";
import { covarianceSeconds } from "./covariance.ts";
import { hermitianEigen } from "./hermitian-eigen.ts";
import { withRealFirstRow } from "./real-first-row.ts";

/** Measured on one core of 2.5 GHz: all eigenvectors, per cube of the number of coils. */
const SECONDS = 1.5e-8;

/** Estimated time of the principal components of samples of each coil. */
export function principalCoilsSeconds(coils: number, samples: number): number {
  return coils ** 3 * SECONDS + covarianceSeconds(coils, samples);
}

/**
 * Computes the principal components of coils: orthogonal linear combinations, in descending order of the signal
 * variance that they explain. With the samples minus their mean as rows of A, A = UΣVᴴ, and the data D become D·V.
 */
export class PrincipalCoils {
  readonly coils: number;
  /** Upper triangle of Σ conj(d_i) d_j. */
  readonly #products: Float64Array;
  readonly #sums: Float64Array;
  #samples = 0;

  /** @throws NumericsError `bad-length` */
  constructor(coils: number) {
    requireCount("the number of coils", coils, 1);
    this.coils = coils;
    this.#products = new Float64Array(2 * coils * coils);
    this.#sums = new Float64Array(2 * coils);
  }

  /**
   * Adds `count` samples of each coil, starting at sample `first`.
   * @param data `[coils][samples]` complex, interleaved
   * @throws NumericsError `shape-mismatch`
   */
  add(data: Float32Array, samples: number, first: number, count: number): void {
    requireLength(
      `a readout of ${counted(this.coils, "coil")} and ${counted(samples, "sample")}`,
      data,
      2 * this.coils * samples,
    );
    for (let i = 0; i < this.coils; i++) {
      const start = 2 * (i * samples + first);
      for (let a = start; a < start + 2 * count; a += 2) {
        this.#sums[2 * i]! += data[a]!;
        this.#sums[2 * i + 1]! += data[a + 1]!;
      }
    }
    addCoilProducts(data, this.coils, { first, count }, this.#products);
    this.#samples += count;
  }

  /**
   * V, for `applyToCoils`: `[coils][coils]` complex, interleaved, unitary. The part of the first coil in each component
   * is real and positive, as LAPACK's SVD makes it real.
   * @param unmixed coils, counted from 0, that are excluded from the transform: they come first, in this order
   */
  matrix(unmixed: readonly number[] = []): Float64Array<ArrayBuffer> {
    const mixed = Array.from({ length: this.coils }, (_, coil) => coil).filter((coil) => !unmixed.includes(coil));
    const matrix = new Float64Array(2 * this.coils * this.coils);
    for (const [column, coil] of unmixed.entries()) matrix[2 * (coil * this.coils + column)] = 1;
    if (mixed.length === 0) return matrix;
    const scatter = Float64Array.from(mixed.flatMap((i) => mixed.flatMap((j) => this.#scatter(i, j))));
    const vectors = withRealFirstRow(hermitianEigen(scatter, mixed.length).vectors, mixed.length);
    for (const [row, coil] of mixed.entries()) {
      const from = 2 * row * mixed.length;
      matrix.set(vectors.subarray(from, from + 2 * mixed.length), 2 * (coil * this.coils + unmixed.length));
    }
    return matrix;
  }

  /** Σ conj(d_i − mean_i)(d_j − mean_j); zeros below the diagonal. */
  #scatter(i: number, j: number): [re: number, im: number] {
    const at = 2 * (i * this.coils + j);
    const [iRe, iIm] = [this.#sums[2 * i]!, this.#sums[2 * i + 1]!];
    const [jRe, jIm] = [this.#sums[2 * j]!, this.#sums[2 * j + 1]!];
    const samples = Math.max(1, this.#samples);
    const re = this.#products[at]! - (iRe * jRe + iIm * jIm) / samples;
    const im = this.#products[at + 1]! - (iRe * jIm - iIm * jRe) / samples;
    return i <= j ? [re, im] : [0, 0];
  }
}
