import { requireCount, requireLength } from "../errors.ts";
import { type CoilShape, pixelsOf } from "./shape.ts";

/** Window and steps of {@link inatiPowerMaps}. */
export interface InatiPowerOptions {
  /** Half the window along x, y and z: it has 2 · half + 1 pixels, and continues at the other side of the image. */
  readonly half: readonly [number, number, number];
  /** Steps of the power method. */
  readonly steps: number;
}

/**
 * Coil maps as Gadgetron computes them (S. Inati et al., ISMRM 2013, 2672; `coil_map_Inati` of its
 * toolboxes/mri_core/mri_core_coil_map_estimation.cpp). With the window's pixels as rows of D, v starts at the sum of the
 * rows and becomes DᴴD v / ‖DᴴD v‖ at each step; the map is conj(v) with the phase of Σ D v. DᴴD comes from running
 * sums over the window. A few steps do not converge where the signal's phase turns within the window: the result then
 * depends on the start, which is why comparisons need this method.
 * @param images `[coils][z][y][x]` complex; not changed
 * @param maps receives the maps, of the same shape, with unit norm over the coils; 0 where the window has no signal
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function inatiPowerMaps(
  images: Float32Array,
  shape: CoilShape,
  { half, steps }: InatiPowerOptions,
  maps: Float32Array,
): void {
  const { size, coils } = shape;
  for (const length of [...size, coils]) requireCount("the size of an axis", length, 1);
  for (const length of half) requireCount("half the window", length, 0);
  requireLength("the images", images, 2 * pixelsOf(shape) * coils);
  requireLength("the maps", maps, images.length);
  const [nx, ny, nz] = size;
  const columns = new ColumnSums(images, shape, half);
  const window = new Float64Array(columns.length);
  const vectors = new Float64Array(4 * coils);
  for (let z = 0; z < nz; z += 1) {
    columns.start(z);
    for (let y = 0; y < ny; y += 1) {
      if (y > 0) columns.advance(y);
      window.fill(0);
      for (let dx = -half[0]; dx <= half[0]; dx += 1) columns.add(wrap(dx, nx), 1, window);
      for (let x = 0; x < nx; x += 1) {
        if (x > 0) {
          columns.add(wrap(x + half[0], nx), 1, window);
          columns.add(wrap(x - half[0] - 1, nx), -1, window);
        }
        const at = (z * ny + y) * nx + x;
        mapAt(window, coils, steps, vectors, maps, at);
      }
    }
  }
}

/** The map of a pixel. @param window sums of the window: `s`, then the upper triangle of DᴴD, complex */
function mapAt(
  window: Float64Array,
  coils: number,
  steps: number,
  vectors: Float64Array,
  maps: Float32Array,
  pixel: number,
): void {
  let v = vectors.subarray(0, 2 * coils);
  let next = vectors.subarray(2 * coils);
  v.set(window.subarray(0, 2 * coils));
  normalize(v);
  for (let step = 0; step < steps; step += 1) {
    next.fill(0);
    let at = 2 * coils;
    for (let i = 0; i < coils; i += 1) {
      for (let j = i; j < coils; j += 1, at += 2) {
        const re = window[at]!;
        const im = window[at + 1]!;
        next[2 * i]! += re * v[2 * j]! - im * v[2 * j + 1]!;
        next[2 * i + 1]! += re * v[2 * j + 1]! + im * v[2 * j]!;
        if (i === j) continue;
        next[2 * j]! += re * v[2 * i]! + im * v[2 * i + 1]!;
        next[2 * j + 1]! += re * v[2 * i + 1]! - im * v[2 * i]!;
      }
    }
    normalize(next);
    [v, next] = [next, v];
  }
  let [re, im] = [0, 0];
  for (let k = 0; k < 2 * coils; k += 2) {
    re += window[k]! * v[k]! - window[k + 1]! * v[k + 1]!;
    im += window[k]! * v[k + 1]! + window[k + 1]! * v[k]!;
  }
  const size = Math.hypot(re, im);
  const [cos, sin] = size > 0 ? [re / size, im / size] : [0, 0];
  const pixels = maps.length / (2 * coils);
  for (let coil = 0; coil < coils; coil += 1) {
    const to = 2 * (coil * pixels + pixel);
    maps[to] = v[2 * coil]! * cos + v[2 * coil + 1]! * sin;
    maps[to + 1] = v[2 * coil]! * sin - v[2 * coil + 1]! * cos;
  }
}

function normalize(v: Float64Array): void {
  let power = 0;
  for (let k = 0; k < v.length; k += 1) power += v[k]! * v[k]!;
  const factor = power > 0 ? 1 / Math.sqrt(power) : 0;
  for (let k = 0; k < v.length; k += 1) v[k]! *= factor;
}

/** Sums of the images and of their products over the window's lines, for each x of a line of pixels. */
class ColumnSums {
  /** Numbers per pixel: `[coils]` sums, then the upper triangle of the products conj(a) b, complex. */
  readonly length: number;
  readonly #images: Float32Array;
  readonly #shape: CoilShape;
  readonly #half: InatiPowerOptions["half"];
  readonly #sums: Float64Array;
  #z = 0;

  constructor(images: Float32Array, shape: CoilShape, half: InatiPowerOptions["half"]) {
    this.length = shape.coils * (shape.coils + 3);
    this.#images = images;
    this.#shape = shape;
    this.#half = half;
    this.#sums = new Float64Array(this.length * shape.size[0]);
  }

  /** Sums for the first line of a plane. */
  start(z: number): void {
    this.#z = z;
    this.#sums.fill(0);
    for (let dy = -this.#half[1]; dy <= this.#half[1]; dy += 1) this.#addLines(dy, 1);
  }

  /** From line y − 1 to y. */
  advance(y: number): void {
    this.#addLines(y + this.#half[1], 1);
    this.#addLines(y - this.#half[1] - 1, -1);
  }

  /** Adds the sums of a column to those of a window. */
  add(x: number, sign: 1 | -1, window: Float64Array): void {
    const from = x * this.length;
    for (let k = 0; k < window.length; k += 1) window[k]! += sign * this.#sums[from + k]!;
  }

  #addLines(y: number, sign: 1 | -1): void {
    const { size, coils } = this.#shape;
    const [nx, ny, nz] = size;
    for (let dz = -this.#half[2]; dz <= this.#half[2]; dz += 1) {
      const line = (wrap(this.#z + dz, nz) * ny + wrap(y, ny)) * nx;
      for (let x = 0; x < nx; x += 1) this.#addPixel(line + x, x * this.length, sign, coils, nx * ny * nz);
    }
  }

  #addPixel(pixel: number, start: number, sign: number, coils: number, pixels: number): void {
    const images = this.#images;
    const sums = this.#sums;
    let products = start + 2 * coils;
    for (let i = 0; i < coils; i += 1) {
      const a = 2 * (i * pixels + pixel);
      const re = sign * images[a]!;
      const im = sign * images[a + 1]!;
      sums[start + 2 * i]! += re;
      sums[start + 2 * i + 1]! += im;
      for (let j = i; j < coils; j += 1, products += 2) {
        const b = 2 * (j * pixels + pixel);
        sums[products]! += re * images[b]! + im * images[b + 1]!;
        sums[products + 1]! += re * images[b + 1]! - im * images[b]!;
      }
    }
  }
}

function wrap(index: number, size: number): number {
  return ((index % size) + size) % size;
}

/** Measured on one core of 2.5 GHz, per pixel and pair of coils. */
const SECONDS = 1.2e-8;

/** Estimated time of {@link inatiPowerMaps}. */
export function inatiPowerSeconds(shape: CoilShape, { half, steps }: InatiPowerOptions): number {
  const lines = 2 * half[2] + 1;
  return pixelsOf(shape) * shape.coils ** 2 * (steps + lines) * SECONDS;
}
