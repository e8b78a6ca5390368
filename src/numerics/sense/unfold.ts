import type { CoilShape } from "../coils/shape.ts";
import { withScratch } from "../kernels/heap.ts";
import { distanceFromLattice, type Lattice, modulo } from "../parallel/index.ts";
import { keepAcquired, transformLines } from "./encoding.ts";

/** Keeps a matrix regular where the maps of two aliased pixels are the same, or zero; relative to its trace. */
const SMALLEST = 1e-9;

/** Coil maps and the lattice of the lines. */
export interface LatticeModel extends CoilShape {
  /** `[coils][z][y][x]` complex, interleaved. */
  readonly maps: Float32Array;
  readonly lattice: Lattice;
}

/** Whether a lattice fits the grid periodically, so that as few pixels as lines are left out fall on each other. */
export function isPeriodic({ acceleration: [r1, r2], shift }: Lattice, [, ny, nz]: CoilShape["size"]): boolean {
  return ny % r1 === 0 && nz % r2 === 0 && ((nz / r2) * shift) % r1 === 0;
}

/** Lines of a lattice, `[z][y]`. */
export function latticeMask(lattice: Lattice, [, ny, nz]: CoilShape["size"]): Uint8Array {
  return Uint8Array.from({ length: ny * nz }, (_, line) => {
    const distances = distanceFromLattice(lattice, line % ny, Math.floor(line / ny));
    return Number(distances.every((distance) => distance === 0));
  });
}

/** A pixel that aliases onto another, and the phase with which it does so. */
interface Alias {
  readonly y: number;
  readonly z: number;
  readonly re: number;
  readonly im: number;
}

/**
 * The distances of the R pixels that fall on each other: the lattice's dual. The lattice's offset turns their phases:
 * a line f from the centre gives exp(−2πi f d / N).
 */
function aliases({ acceleration: [r1, r2], offset, shift }: Lattice, [, ny, nz]: CoilShape["size"]): Alias[] {
  const [f1, f2] = [offset[0] - Math.floor(ny / 2), offset[1] - Math.floor(nz / 2)];
  return Array.from({ length: r1 * r2 }, (_, i) => {
    const m1 = i % r1;
    const y = (m1 * ny) / r1;
    const z = modulo((nz / r2) * (Math.floor(i / r1) - (m1 * shift) / r1), nz);
    const turn = -2 * Math.PI * ((f1 * y) / ny + (f2 * z) / nz);
    return { y, z, re: Math.cos(turn) / (r1 * r2), im: Math.sin(turn) / (r1 * r2) };
  });
}

/**
 * Direct SENSE: K. Pruessmann et al., MRM 42:952 (1999). The coils' images of a lattice are sums of R pixels, which are
 * the solution of (EᴴE + λ / R) x = Eᴴ a, which with maps of unit norm minimises what `cgSense` does. Only lines of the
 * lattice are used. The noise must be white.
 * @param data `[coils][z][y][x]` complex, in k-space along y and z, and in image space along x
 * @param image receives `[z][y][x]` complex
 * @param gFactor receives `[z][y][x]`: for λ = 0, √([M⁻¹]_rr [M]_rr) with M = EᴴE; 0 where there are no maps
 */
export function unfold(
  { size, coils, maps, lattice }: LatticeModel,
  data: Float32Array,
  lambda: number,
  image: Float32Array,
  gFactor?: Float32Array,
): void {
  const [nx, ny, nz] = size;
  const folded = foldedImages({ size, coils }, data, latticeMask(lattice, size));
  const dual = aliases(lattice, size);
  const system = new PixelSystem(dual.length, coils);
  const done = new Uint8Array(ny * nz);
  const plane = 2 * nx * ny * nz;
  for (let line = 0; line < ny * nz; line += 1) {
    if (done[line] === 1) continue;
    const lines = dual.map(({ y, z }) => ((Math.floor(line / ny) + z) % nz) * ny + (((line % ny) + y) % ny));
    for (const each of lines) done[each] = 1;
    for (let x = 0; x < nx; x += 1) {
      for (let coil = 0; coil < coils; coil += 1) {
        const pixel = coil * plane + 2 * x;
        system.setCoil(coil, folded, pixel + 2 * nx * line);
        for (const [r, { re, im }] of dual.entries()) {
          const m = pixel + 2 * nx * lines[r]!;
          system.setEncoding(coil, r, maps[m]! * re - maps[m + 1]! * im, maps[m]! * im + maps[m + 1]! * re);
        }
      }
      system.solve(lambda / dual.length);
      for (const [r, each] of lines.entries()) {
        image[2 * (nx * each + x)] = system.solution[2 * r]!;
        image[2 * (nx * each + x) + 1] = system.solution[2 * r + 1]!;
        if (gFactor !== undefined) gFactor[nx * each + x] = system.gFactor(r);
      }
    }
  }
}

function foldedImages({ size, coils }: CoilShape, data: Float32Array, mask: Uint8Array): Float32Array {
  const folded = data.slice();
  const length = data.length / coils;
  withScratch([length], (volume) => {
    for (let start = 0; start < data.length; start += length) {
      volume.set(data.subarray(start, start + length));
      keepAcquired(volume, mask, size[0]);
      transformLines(volume, size, "inverse");
      folded.set(volume, start);
    }
  });
  return folded;
}

/** The linear system of the pixels that fall on one. Memory is reused from pixel to pixel. */
class PixelSystem {
  /** `[R]` complex. */
  readonly solution: Float64Array;
  readonly #size: number;
  readonly #coils: number;
  /** E, `[coils][R]` complex. */
  readonly #encoding: Float64Array;
  readonly #folded: Float64Array;
  /** EᴴE and the inverse of it with λ, `[R][R]` complex. */
  readonly #normal: Float64Array;
  readonly #inverse: Float64Array;

  constructor(size: number, coils: number) {
    this.#size = size;
    this.#coils = coils;
    this.solution = new Float64Array(2 * size);
    this.#encoding = new Float64Array(2 * size * coils);
    this.#folded = new Float64Array(2 * coils);
    this.#normal = new Float64Array(2 * size * size);
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

  solve(lambda: number): void {
    const [n, e, a] = [this.#size, this.#encoding, this.#folded];
    const right = new Float64Array(2 * n);
    this.#normal.fill(0);
    for (let coil = 0; coil < this.#coils; coil += 1) {
      const row = 2 * coil * n;
      for (let r = 0; r < n; r += 1) {
        const [re, im] = [e[row + 2 * r]!, e[row + 2 * r + 1]!];
        right[2 * r]! += re * a[2 * coil]! + im * a[2 * coil + 1]!;
        right[2 * r + 1]! += re * a[2 * coil + 1]! - im * a[2 * coil]!;
        for (let q = 0; q < n; q += 1) {
          this.#normal[2 * (r * n + q)]! += re * e[row + 2 * q]! + im * e[row + 2 * q + 1]!;
          this.#normal[2 * (r * n + q) + 1]! += re * e[row + 2 * q + 1]! - im * e[row + 2 * q]!;
        }
      }
    }
    this.#invert(lambda);
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

  gFactor(r: number): number {
    const at = 2 * r * (this.#size + 1);
    return Math.sqrt(Math.max(0, this.#inverse[at]! * this.#normal[at]!));
  }

  /** Inverse of the normal matrix with λ, by Gauss-Jordan elimination, for which a positive matrix needs no pivoting. */
  #invert(lambda: number): void {
    const n = this.#size;
    const inverse = this.#inverse;
    inverse.set(this.#normal);
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
