import type { CoilShape } from "../coils/shape.ts";
import { withScratch } from "../kernels/heap.ts";
import { distanceFromLattice, type Lattice, modulo } from "../parallel/index.ts";
import { keepAcquired, transformLines } from "./encoding.ts";
import { PixelSystem } from "./pixel-system.ts";

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
 */
export function unfold(
  { size, coils, maps, lattice }: LatticeModel,
  data: Float32Array,
  lambda: number,
  image: Float32Array,
): void {
  const folded = foldedImages({ size, coils }, data, latticeMask(lattice, size));
  const plane = 2 * size[0] * size[1] * size[2];
  eachSystem({ size, coils, maps, lattice }, (system, pixels) => {
    for (let coil = 0; coil < coils; coil += 1) system.setCoil(coil, folded, coil * plane + 2 * pixels[0]!);
    system.solve(lambda / pixels.length);
    for (const [r, pixel] of pixels.entries()) {
      image[2 * pixel] = system.solution[2 * r]!;
      image[2 * pixel + 1] = system.solution[2 * r + 1]!;
    }
  });
}

/**
 * Unmixing coefficients of direct SENSE: the image is Σ u a over the coils' images a of the zero-filled lattice.
 * @param unmixing receives u, `[coils][z][y][x]` complex
 */
export function senseUnmixing(model: LatticeModel, lambda: number, unmixing: Float32Array): void {
  const { size, coils, lattice } = model;
  const dual = aliases(lattice, size);
  const plane = 2 * size[0] * size[1] * size[2];
  eachSystem(model, (system, pixels) => {
    system.invert(lambda / pixels.length);
    for (const [r, pixel] of pixels.entries()) {
      // The image at a pixel is that at the first of those that fall on it, but for the phase of the alias.
      const [re, im] = [dual[r]!.re * dual.length, dual[r]!.im * dual.length];
      for (let coil = 0; coil < coils; coil += 1) {
        const [a, b] = system.unmixing(r, coil);
        unmixing[coil * plane + 2 * pixel] = a * re - b * im;
        unmixing[coil * plane + 2 * pixel + 1] = a * im + b * re;
      }
    }
  });
}

/** Calls a function for each group of pixels that fall on each other, with their encoding and their indices. */
function eachSystem(
  { size, coils, maps, lattice }: LatticeModel,
  use: (system: PixelSystem, pixels: readonly number[]) => void,
): void {
  const [nx, ny, nz] = size;
  const dual = aliases(lattice, size);
  const system = new PixelSystem(dual.length, coils);
  const done = new Uint8Array(ny * nz);
  const plane = 2 * nx * ny * nz;
  for (let line = 0; line < ny * nz; line += 1) {
    if (done[line] === 1) continue;
    const lines = dual.map(({ y, z }) => ((Math.floor(line / ny) + z) % nz) * ny + (((line % ny) + y) % ny));
    for (const each of lines) done[each] = 1;
    for (let x = 0; x < nx; x += 1) {
      const pixels = lines.map((each) => nx * each + x);
      for (let coil = 0; coil < coils; coil += 1) {
        for (const [r, { re, im }] of dual.entries()) {
          const m = coil * plane + 2 * pixels[r]!;
          system.setEncoding(coil, r, maps[m]! * re - maps[m + 1]! * im, maps[m]! * im + maps[m + 1]! * re);
        }
      }
      use(system, pixels);
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
