import { kernels, withScratch } from "../kernels/heap.ts";
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
  const pixels = new RowOfPixels(nx, 2 * kx - 1, coils);
  const plot = (at: number, vector: Float64Array) => {
    alignPhase(reference, vector);
    for (let coil = 0, to = 2 * at; coil < coils; coil += 1, to += 2 * nx * ny * nz) {
      maps[to] = vector[2 * coil]!;
      maps[to + 1] = vector[2 * coil + 1]!;
    }
  };
  for (let z = 0; z < nz; z += 1) {
    reduce(projection, angle(z, nz), plane, 1);
    for (let y = 0; y < ny; y += 1) {
      reduce(plane, angle(y, ny), row, scale);
      pixels.update(row, (x, eigenvalue, vector) => {
        if (eigenvalue >= crop) plot((z * ny + y) * nx + x, vector);
      });
    }
  }
}

/** Measured on one core of 2.5 GHz: per pixel and pair of coils, in noise; per product of two samples of a kernel. */
const SECONDS_PER_PAIR = 1e-7;
const SECONDS_PER_PRODUCT = 1e-9;
/** Per square of the number of patches, for kernels, if these are few. */
const SECONDS_PER_PATCH = 1.5e-6;

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
  return rank ** 2 * SECONDS_PER_PATCH + products * SECONDS_PER_PRODUCT + pixelsOf({ size }) * pairs * SECONDS_PER_PAIR;
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

/** Pixels that the kernels process at a time. */
const LANES = 4;

/**
 * The dominant eigenvectors of the pixels of one row after another, by the power method. They start with those of the
 * row before, since maps are smooth. Sums over lags and eigenvectors have single precision, as the maps.
 */
class RowOfPixels {
  readonly #pixels: number;
  readonly #lags: number;
  readonly #coils: number;
  /** `[blocks of pixels][lags][re, im][pixels]`: e^{i l angle}. */
  readonly #waves: Float32Array;
  /** `[blocks of pixels][coils][re, im][pixels]` */
  readonly #vectors: Float32Array;

  constructor(pixels: number, lags: number, coils: number) {
    this.#pixels = pixels;
    this.#lags = lags;
    this.#coils = coils;
    const blocks = Math.ceil(pixels / LANES);
    this.#waves = Float32Array.from({ length: 2 * LANES * lags * blocks }, (_, at) => {
      const [lane, part, step] = [at % LANES, Math.floor(at / LANES) % 2, Math.floor(at / (2 * LANES))];
      const turn = angle(Math.floor(step / lags) * LANES + lane, pixels) * ((step % lags) - (lags - 1) / 2);
      return part === 0 ? Math.cos(turn) : Math.sin(turn);
    });
    this.#vectors = new Float32Array(2 * LANES * coils * blocks).fill(Math.sqrt(1 / (2 * coils)));
  }

  /**
   * @param lags of the row, `[lags][pairs]`, see {@link PatchProjection}
   * @param use called for each pixel; may change the vector
   */
  update({ re, im }: ComplexArray, use: (x: number, eigenvalue: number, vector: Float64Array) => void): void {
    const [coils, lags] = [this.#coils, this.#lags];
    const pairs = re.length / lags;
    const [waveLength, vectorLength] = [2 * LANES * lags, 2 * LANES * coils];
    const lengths = [2 * re.length, waveLength, 2 * LANES * pairs, vectorLength, vectorLength, LANES] as const;
    const one = new Float64Array(2 * coils);
    withScratch(lengths, (terms, waves, matrix, vectors, product, values) => {
      for (let pair = 0, to = 0; pair < pairs; pair += 1) {
        for (let from = pair; from < re.length; from += pairs, to += 2) {
          terms[to] = re[from]!;
          terms[to + 1] = im[from]!;
        }
      }
      for (let block = 0; block * LANES < this.#pixels; block += 1) {
        waves.set(this.#waves.subarray(block * waveLength, (block + 1) * waveLength));
        vectors.set(this.#vectors.subarray(block * vectorLength, (block + 1) * vectorLength));
        kernels.sumWaves(terms.byteOffset, waves.byteOffset, matrix.byteOffset, pairs, lags);
        kernels.dominantVectors(
          matrix.byteOffset,
          vectors.byteOffset,
          product.byteOffset,
          values.byteOffset,
          coils,
          MAX_ITERATIONS,
          CONVERGED,
        );
        this.#vectors.set(vectors, block * vectorLength);
        for (let lane = 0; lane < Math.min(LANES, this.#pixels - block * LANES); lane += 1) {
          for (let i = 0, from = lane; i < one.length; i += 1, from += LANES) one[i] = vectors[from]!;
          use(block * LANES + lane, values[lane]!, one);
        }
      }
    });
  }
}
