import { NumericsError } from "../errors.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import type { KSpaceBlock } from "./calibration.ts";

/**
 * The projection onto the patches that occur in k-space, as a convolution: for pairs of coils c ≥ d, in the order
 * (0, 0), (1, 0), (1, 1), (2, 0), …
 */
export interface PatchProjection {
  readonly coils: number;
  /** Samples of a patch along x, y, z. */
  readonly kernel: readonly [number, number, number];
  /** Number of kernels: the dimension of the space of patches. */
  readonly rank: number;
  /** `[lag z][lag y][lag x][pairs]`, lags from 1 − kernel to kernel − 1. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * The space of the patches of a calibration block, steps 1 and 2 of M. Uecker et al., MRM 71:990 (2014): patches of all
 * coils are the rows of a matrix A = UΣVᴴ, and the rows of Vᴴ with a singular value of more than `threshold` times the
 * largest are the kernels. Their products are summed over positions with the same distance, since only the product of a
 * kernel's image with itself is needed.
 * @param width samples of a patch along each axis; at most half of the block's
 * @throws NumericsError `too-few-samples` if the block is zero
 */
export function patchProjection(block: KSpaceBlock, width: number, threshold: number): PatchProjection {
  const { coils, size } = block;
  const kernel = size.map((length) => Math.min(width, Math.ceil(length / 2))) as [number, number, number];
  const { re, im, rows } = patches(block, kernel);
  const kernels = rowSpace(re, im, rows, threshold);
  if (kernels.length === 0) throw new NumericsError("too-few-samples", "the calibration has no signal");
  return { coils, kernel, rank: kernels.length, ...lagProducts(kernels, coils, kernel) };
}

/** All patches: `[rows][positions][coils]`, real and imaginary parts. */
function patches({ size, coils, data }: KSpaceBlock, kernel: readonly [number, number, number]) {
  const [nx, ny, nz] = size;
  const [kx, ky, kz] = kernel;
  const rows = (nx - kx + 1) * (ny - ky + 1) * (nz - kz + 1);
  const re = new Float64Array(rows * kx * ky * kz * coils);
  const im = new Float64Array(re.length);
  const plane = nx * ny * nz;
  let to = 0;
  for (let row = 0; row < rows; row += 1) {
    const x0 = row % (nx - kx + 1);
    const y0 = Math.floor(row / (nx - kx + 1)) % (ny - ky + 1);
    const z0 = Math.floor(row / ((nx - kx + 1) * (ny - ky + 1)));
    for (let p = 0; p < kx * ky * kz; p += 1) {
      const [x, y, z] = [x0 + (p % kx), y0 + (Math.floor(p / kx) % ky), z0 + Math.floor(p / (kx * ky))];
      for (let coil = 0, from = 2 * ((z * ny + y) * nx + x); coil < coils; coil += 1, from += 2 * plane, to += 1) {
        re[to] = data[from]!;
        im[to] = data[from + 1]!;
      }
    }
  }
  return { re, im, rows };
}

interface ComplexRow {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * The right singular vectors of the largest singular values, from the eigenvectors of the smaller of AAᴴ and AᴴA.
 * @returns rows of Vᴴ
 */
function rowSpace(re: Float64Array, im: Float64Array, rows: number, threshold: number): ComplexRow[] {
  const columns = re.length / rows;
  if (rows > columns) return fromColumns(re, im, rows, threshold);
  const gram = new Float64Array(2 * rows * rows);
  for (let i = 0; i < rows; i += 1) {
    const [iRe, iIm] = [re.subarray(i * columns, (i + 1) * columns), im.subarray(i * columns, (i + 1) * columns)];
    for (let j = i; j < rows; j += 1) {
      let [sumRe, sumIm] = [0, 0];
      for (let q = 0, b = j * columns; q < columns; q += 1, b += 1) {
        sumRe += iRe[q]! * re[b]! + iIm[q]! * im[b]!;
        sumIm += iIm[q]! * re[b]! - iRe[q]! * im[b]!;
      }
      gram[2 * (i * rows + j)] = sumRe;
      gram[2 * (i * rows + j) + 1] = sumIm;
    }
  }
  const { values, vectors } = hermitianEigen(gram, rows);
  return keptValues(values, threshold).map((value, j) => {
    const row = { re: new Float64Array(columns), im: new Float64Array(columns) };
    for (let i = 0; i < rows; i += 1) {
      const uRe = vectors[2 * (i * rows + j)]! / Math.sqrt(value);
      const uIm = -vectors[2 * (i * rows + j) + 1]! / Math.sqrt(value);
      for (let q = 0, a = i * columns; q < columns; q += 1, a += 1) {
        row.re[q]! += uRe * re[a]! - uIm * im[a]!;
        row.im[q]! += uRe * im[a]! + uIm * re[a]!;
      }
    }
    return row;
  });
}

/** The same from AᴴA, whose eigenvectors are V. */
function fromColumns(re: Float64Array, im: Float64Array, rows: number, threshold: number): ComplexRow[] {
  const columns = re.length / rows;
  const gram = new Float64Array(2 * columns * columns);
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    for (let i = 0; i < columns; i += 1) {
      const [aRe, aIm] = [re[start + i]!, im[start + i]!];
      for (let j = i, to = 2 * (i * columns + i); j < columns; j += 1, to += 2) {
        gram[to]! += aRe * re[start + j]! + aIm * im[start + j]!;
        gram[to + 1]! += aRe * im[start + j]! - aIm * re[start + j]!;
      }
    }
  }
  const { values, vectors } = hermitianEigen(gram, columns);
  return keptValues(values, threshold).map((_, j) => ({
    re: Float64Array.from({ length: columns }, (_, q) => vectors[2 * (q * columns + j)]!),
    im: Float64Array.from({ length: columns }, (_, q) => -vectors[2 * (q * columns + j) + 1]!),
  }));
}

/** Eigenvalues, descending, whose root is more than a fraction of the largest root. */
function keptValues(values: Float64Array, threshold: number): number[] {
  return [...values].filter((value) => value > 0 && value > threshold ** 2 * values[0]!);
}

/** Σ_j v_j(p, c) conj(v_j(q, d)) over all positions with the same p − q. */
function lagProducts(kernels: readonly ComplexRow[], coils: number, [kx, ky, kz]: readonly [number, number, number]) {
  const pairs = (coils * (coils + 1)) / 2;
  const [lx, ly, lz] = [2 * kx - 1, 2 * ky - 1, 2 * kz - 1];
  const re = new Float64Array(lx * ly * lz * pairs);
  const im = new Float64Array(re.length);
  const positions = kx * ky * kz;
  const at = (p: number) => [p % kx, Math.floor(p / kx) % ky, Math.floor(p / (kx * ky))] as const;
  for (let p = 0; p < positions; p += 1) {
    const [px, py, pz] = at(p);
    for (let q = 0; q < positions; q += 1) {
      const [qx, qy, qz] = at(q);
      const lag = ((pz - qz + kz - 1) * ly + (py - qy + ky - 1)) * lx + (px - qx + kx - 1);
      for (const kernel of kernels) addProducts(kernel, p * coils, q * coils, coils, re, im, lag * pairs);
    }
  }
  return { re, im };
}

function addProducts(
  kernel: ComplexRow,
  p: number,
  q: number,
  coils: number,
  re: Float64Array,
  im: Float64Array,
  start: number,
): void {
  for (let c = 0, to = start; c < coils; c += 1) {
    const [aRe, aIm] = [kernel.re[p + c]!, kernel.im[p + c]!];
    for (let d = 0, b = q; d <= c; d += 1, b += 1, to += 1) {
      re[to]! += aRe * kernel.re[b]! + aIm * kernel.im[b]!;
      im[to]! += aIm * kernel.re[b]! - aRe * kernel.im[b]!;
    }
  }
}
