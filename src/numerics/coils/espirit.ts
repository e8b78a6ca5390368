import { centralBlock, type KSpaceBlock } from "./calibration.ts";
import { type PatchProjection, patchProjection } from "./espirit-kernels.ts";
import { alignPhase } from "./power-method.ts";
import { type CoilShape, pixelsOf } from "./shape.ts";

export interface EspiritOptions {
  /** Samples of a patch along each axis. */
  readonly kernel: number;
  /** Smallest singular value of a kernel, relative to the largest. */
  readonly threshold: number;
  /** Samples of the calibration that are used along each axis. */
  readonly width: number;
  /** Maps are zero where the eigenvalue, 1 in the object, is less than this. */
  readonly crop: number;
}

/** Multiplications by a pixel's matrix, and squared change of the vector below which they end. */
const MAX_ITERATIONS = 30;
const CONVERGED = 1e-12;

/**
 * Coil maps by ESPIRiT: at each pixel, the eigenvector of the largest eigenvalue of Σ_j K_j K_jᴴ, where K_j are the
 * images of the kernels of {@link patchProjection}. M. Uecker et al., MRM 71:990 (2014). The sum is a trigonometric
 * polynomial with few terms, so that it is evaluated row by row, and no images of kernels are stored.
 * @param block calibration, in k-space
 * @param size pixels along x, y, z
 * @param reference coil u, `[coils]` complex: uᴴ c is real and positive for each map c
 * @param maps receives `[coils][z][y][x]` complex with unit norm over the coils, or 0
 * @throws NumericsError `too-few-samples`
 */
export function espiritMaps(
  block: KSpaceBlock,
  size: readonly [number, number, number],
  { kernel, threshold, width, crop }: EspiritOptions,
  reference: Float64Array,
  maps: Float32Array,
): void {
  const projection = patchProjection(centralBlock(block, width), kernel, threshold);
  const { coils } = projection;
  const pairs = (coils * (coils + 1)) / 2;
  const [nx, ny, nz] = size;
  const [kx, ky, kz] = projection.kernel;
  const scale = 1 / (kx * ky * kz);
  const plane = complexArray(((2 * kx - 1) * (2 * ky - 1) * pairs) | 0);
  const row = complexArray((2 * kx - 1) * pairs);
  const matrix = complexArray(pairs);
  const pixel = new DominantPixel(coils);
  for (let z = 0; z < nz; z += 1) {
    reduce(projection, angle(z, nz), plane, 1);
    for (let y = 0; y < ny; y += 1) {
      reduce(plane, angle(y, ny), row, 1);
      for (let x = 0; x < nx; x += 1) {
        reduce(row, angle(x, nx), matrix, scale);
        const eigenvalue = pixel.update(matrix);
        if (eigenvalue < crop) continue;
        const vector = pixel.aligned(reference);
        for (let coil = 0, to = 2 * ((z * ny + y) * nx + x); coil < coils; coil += 1, to += 2 * nx * ny * nz) {
          maps[to] = vector[2 * coil]!;
          maps[to + 1] = vector[2 * coil + 1]!;
        }
      }
    }
  }
}

/** Measured on one core of 2.5 GHz: per pixel and pair of coils; per product of two samples of a kernel. */
const SECONDS_PER_PAIR = 1.8e-7;
const SECONDS_PER_PRODUCT = 1e-8;
/** Per cube of the number of patches, for kernels. */
const SECONDS_PER_PATCH = 2.5e-8;

/** Estimated time of {@link espiritMaps} for a block of `samples` along each of its axes. */
export function espiritSeconds(
  samples: readonly [number, number, number],
  { size, coils }: CoilShape,
  { kernel, width }: EspiritOptions,
): number {
  const used = samples.map((length) => Math.min(length, width));
  const sides = used.map((length) => Math.min(kernel, Math.ceil(length / 2)));
  const positions = sides.reduce((product, side) => product * side, 1);
  const patches = used.reduce((product, length, axis) => product * (length - sides[axis]! + 1), 1);
  const rank = Math.min(patches, positions * coils);
  const pairs = (coils * (coils + 1)) / 2;
  const products = (positions ** 2 * pairs * rank) / 4;
  return rank ** 3 * SECONDS_PER_PATCH + products * SECONDS_PER_PRODUCT + pixelsOf({ size }) * pairs * SECONDS_PER_PAIR;
}

interface ComplexArray {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

function complexArray(length: number): ComplexArray {
  return { re: new Float64Array(length), im: new Float64Array(length) };
}

function angle(pixel: number, pixels: number): number {
  return (2 * Math.PI * (pixel - Math.floor(pixels / 2))) / pixels;
}

/** Σ over the slowest axis of a sum over lags, `[lags][rest]`, at one position: Σ_l g_l e^{i l angle} · scale. */
function reduce(lags: ComplexArray, angle: number, result: ComplexArray, scale: number): void {
  const rest = result.re.length;
  const count = lags.re.length / rest;
  result.re.fill(0);
  result.im.fill(0);
  for (let lag = 0, from = 0; lag < count; lag += 1) {
    const turn = angle * (lag - (count - 1) / 2);
    const [cos, sin] = [scale * Math.cos(turn), scale * Math.sin(turn)];
    for (let i = 0; i < rest; i += 1, from += 1) {
      result.re[i]! += cos * lags.re[from]! - sin * lags.im[from]!;
      result.im[i]! += cos * lags.im[from]! + sin * lags.re[from]!;
    }
  }
}

/**
 * The dominant eigenvector of one pixel after another, by the power method. It starts with the vector of the pixel
 * before, since maps are smooth.
 */
class DominantPixel {
  readonly #coils: number;
  readonly #vector: Float64Array;
  readonly #product: Float64Array;
  readonly #aligned: Float64Array;

  constructor(coils: number) {
    this.#coils = coils;
    this.#vector = new Float64Array(2 * coils).fill(Math.sqrt(1 / (2 * coils)));
    this.#product = new Float64Array(2 * coils);
    this.#aligned = new Float64Array(2 * coils);
  }

  /** @param matrix pairs of the lower triangle, see {@link PatchProjection} @returns the eigenvalue */
  update(matrix: ComplexArray): number {
    const [vector, product] = [this.#vector, this.#product];
    let eigenvalue = 0;
    for (let iteration = 0; iteration < MAX_ITERATIONS; iteration += 1) {
      this.#multiply(matrix);
      let power = 0;
      for (let i = 0; i < product.length; i += 1) power += product[i]! ** 2;
      eigenvalue = Math.sqrt(power);
      if (!(eigenvalue > 0)) return 0;
      let change = 0;
      for (let i = 0; i < vector.length; i += 1) {
        const next = product[i]! / eigenvalue;
        change += (next - vector[i]!) ** 2;
        vector[i] = next;
      }
      if (change < CONVERGED) break;
    }
    return eigenvalue;
  }

  /** The eigenvector c with a real and positive uᴴ c. It is overwritten by the next call. */
  aligned(reference: Float64Array): Float64Array {
    this.#aligned.set(this.#vector);
    alignPhase(reference, this.#aligned);
    return this.#aligned;
  }

  #multiply({ re, im }: ComplexArray): void {
    const [v, product] = [this.#vector, this.#product];
    product.fill(0);
    for (let c = 0, pair = 0; c < this.#coils; c += 1, pair += 1) {
      const [vRe, vIm] = [v[2 * c]!, v[2 * c + 1]!];
      let [sumRe, sumIm] = [0, 0];
      for (let d = 0; d < 2 * c; d += 2, pair += 1) {
        const [gRe, gIm] = [re[pair]!, im[pair]!];
        sumRe += gRe * v[d]! - gIm * v[d + 1]!;
        sumIm += gRe * v[d + 1]! + gIm * v[d]!;
        product[d]! += gRe * vRe + gIm * vIm;
        product[d + 1]! += gRe * vIm - gIm * vRe;
      }
      product[2 * c]! += sumRe + re[pair]! * vRe;
      product[2 * c + 1]! += sumIm + re[pair]! * vIm;
    }
  }
}
