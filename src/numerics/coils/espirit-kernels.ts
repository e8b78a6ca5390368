import { NumericsError } from "../errors.ts";
import { kernels, withScratch } from "../kernels/heap.ts";
import { largestEigenpairs } from "../linalg/largest-eigenpairs.ts";
import type { KSpaceBlock } from "./calibration.ts";
import { columnGram, rowGram, type Sides } from "./patch-gram.ts";

/**
 * The projection onto the patches that occur in k-space, as a convolution: for pairs of coils c ≥ d, in the order
 * (0, 0), (1, 0), (1, 1), (2, 0), …
 */
export interface PatchProjection {
  readonly coils: number;
  /** Samples of a patch along x, y, z. */
  readonly kernel: Sides;
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
  const { rank, rows } = rowSpace(block, kernel, threshold);
  if (rank === 0) throw new NumericsError("too-few-samples", "the calibration has no signal");
  return { coils, kernel, rank, ...lagProducts(rows, rank, coils, kernel) };
}

/** Rows of Vᴴ, `[positions][rank][coils]` complex. */
interface RowSpace {
  readonly rank: number;
  readonly rows: Float32Array;
}

/** The right singular vectors of the largest singular values, from the eigenvectors of the smaller of AAᴴ and AᴴA. */
function rowSpace(block: KSpaceBlock, kernel: Sides, threshold: number): RowSpace {
  const { coils, size } = block;
  const positions = kernel[0] * kernel[1] * kernel[2];
  const shifts = size.map((length, axis) => length - kernel[axis]! + 1) as [number, number, number];
  const count = shifts[0] * shifts[1] * shifts[2];
  const place = (rank: number, write: (row: number, at: number, to: number) => void) => {
    for (let p = 0; p < positions; p += 1) {
      for (let row = 0; row < rank; row += 1) {
        for (let coil = 0; coil < coils; coil += 1)
          write(row, 2 * (p * coils + coil), 2 * ((p * rank + row) * coils + coil));
      }
    }
  };
  if (count > positions * coils) {
    const { vectors } = largestEigenpairs(columnGram(block, kernel), positions * coils, threshold ** 2);
    const rows = new Float32Array(2 * positions * coils * vectors.length);
    place(vectors.length, (row, at, to) => {
      rows[to] = vectors[row]![at]!;
      rows[to + 1] = -vectors[row]![at + 1]!;
    });
    return { rank: vectors.length, rows };
  }
  const { values, vectors } = largestEigenpairs(rowGram(block, kernel), count, threshold ** 2);
  const rank = values.length;
  const rows = new Float32Array(2 * positions * coils * rank);
  // Vᴴ = Σ⁻¹ Uᴴ A. The kernel computes two columns of A at a time.
  const width = positions * coils + ((positions * coils) % 2);
  withScratch([2 * count * rank, 2 * count * width, 2 * rank * width], (weights, patches, result) => {
    writePatches(block, kernel, shifts, patches, width);
    for (let i = 0; i < count; i += 1) {
      for (const [j, vector] of vectors.entries()) {
        weights[2 * (i * rank + j)] = vector[2 * i]! / Math.sqrt(values[j]!);
        weights[2 * (i * rank + j) + 1] = -vector[2 * i + 1]! / Math.sqrt(values[j]!);
      }
    }
    kernels.transformCoils(weights.byteOffset, patches.byteOffset, result.byteOffset, count, rank, width);
    place(rank, (row, at, to) => {
      rows[to] = result[2 * row * width + at]!;
      rows[to + 1] = result[2 * row * width + at + 1]!;
    });
  });
  return { rank, rows };
}

/** A, `[shifts][width]` complex, of which the first columns are `[positions][coils]`. */
function writePatches(
  { coils, data, size: [nx, ny, nz] }: KSpaceBlock,
  [kx, ky, kz]: Sides,
  [sx, sy, sz]: Sides,
  patches: Float32Array,
  width: number,
): void {
  const volume = 2 * nx * ny * nz;
  patches.fill(0);
  for (let shift = 0; shift < sx * sy * sz; shift += 1) {
    const [x0, y0, z0] = [shift % sx, Math.floor(shift / sx) % sy, Math.floor(shift / (sx * sy))];
    for (let p = 0, to = 2 * shift * width; p < kx * ky * kz; p += 1) {
      const [x, y, z] = [x0 + (p % kx), y0 + (Math.floor(p / kx) % ky), z0 + Math.floor(p / (kx * ky))];
      for (let from = 2 * ((z * ny + y) * nx + x); from < coils * volume; from += volume, to += 2) {
        patches[to] = data[from]!;
        patches[to + 1] = data[from + 1]!;
      }
    }
  }
}

/** Σ_j v_j(p, c) conj(v_j(q, d)) over all positions with the same p − q. */
function lagProducts(rows: Float32Array, rank: number, coils: number, [kx, ky, kz]: Sides) {
  const pairs = (coils * (coils + 1)) / 2;
  const [lx, ly, lz] = [2 * kx - 1, 2 * ky - 1, 2 * kz - 1];
  const re = new Float64Array(lx * ly * lz * pairs);
  const im = new Float64Array(re.length);
  const positions = kx * ky * kz;
  const at = (p: number) => [p % kx, Math.floor(p / kx) % ky, Math.floor(p / (kx * ky))] as const;
  const width = coils + (coils % 2); // the kernel computes two at a time
  const length = 2 * rank * coils;
  withScratch([length, 2 * rank * width, 2 * coils * width], (first, second, products) => {
    second.fill(0);
    for (let q = 0; q < positions; q += 1) {
      const [qx, qy, qz] = at(q);
      for (let i = 0; i < length; i += 2) {
        const to = 2 * (Math.floor(i / (2 * coils)) * width + ((i / 2) % coils));
        second[to] = rows[q * length + i]!;
        second[to + 1] = -rows[q * length + i + 1]!;
      }
      for (let p = 0; p < positions; p += 1) {
        const [px, py, pz] = at(p);
        first.set(rows.subarray(p * length, (p + 1) * length));
        kernels.transformCoils(first.byteOffset, second.byteOffset, products.byteOffset, rank, coils, width);
        let to = (((pz - qz + kz - 1) * ly + (py - qy + ky - 1)) * lx + (px - qx + kx - 1)) * pairs;
        for (let c = 0; c < coils; c += 1) {
          for (let from = 2 * c * width, end = from + 2 * c; from <= end; from += 2, to += 1) {
            re[to]! += products[from]!;
            im[to]! += products[from + 1]!;
          }
        }
      }
    }
  });
  return { re, im };
}
