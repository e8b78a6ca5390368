import type { KSpaceBlock } from "./calibration.ts";

/** Along x, y, z. */
export type Sides = readonly [number, number, number];

/**
 * AAᴴ of the matrix A whose rows are all patches of a block: products of two patches are sums over a window, the same
 * for all patches with the same distance, but for where the window is.
 * @returns the upper triangle, `[patches][patches]` complex; patches in the order of x, y, z
 */
export function rowGram(block: KSpaceBlock, kernel: Sides): Float64Array {
  const { coils, size } = block;
  const shifts = size.map((length, axis) => length - kernel[axis]! + 1) as [number, number, number];
  const gram = new Gram(shifts, 1);
  const sums = new WindowSums(block, kernel);
  for (const lag of lagsWithin(shifts)) {
    sums.clear();
    for (let coil = 0; coil < coils; coil += 1) sums.add(coil, coil, lag, -1);
    gram.set(lag, 0, 0, sums.sums(lag));
  }
  return gram.data;
}

/**
 * AᴴA of the same matrix.
 * @returns the upper triangle, `[positions][coils]` by `[positions][coils]` complex
 */
export function columnGram(block: KSpaceBlock, kernel: Sides): Float64Array {
  const { coils, size } = block;
  const shifts = size.map((length, axis) => length - kernel[axis]! + 1) as [number, number, number];
  const gram = new Gram(kernel, coils);
  const sums = new WindowSums(block, shifts);
  for (const lag of lagsWithin(kernel)) {
    const isZero = lag.every((each) => each === 0);
    for (let c = 0; c < coils; c += 1) {
      for (let d = isZero ? c : 0; d < coils; d += 1) {
        sums.clear();
        sums.add(c, d, lag, 1);
        gram.set(lag, c, d, sums.sums(lag));
      }
    }
  }
  return gram.data;
}

/** Distances of two positions of which the second is not before the first. */
function* lagsWithin([nx, ny, nz]: Sides): Iterable<Sides> {
  for (let z = 0; z < nz; z += 1) {
    for (let y = z === 0 ? 0 : 1 - ny; y < ny; y += 1) {
      for (let x = z === 0 && y === 0 ? 0 : 1 - nx; x < nx; x += 1) yield [x, y, z];
    }
  }
}

interface Sums {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Sizes of both: sums at positions from the first that has a partner. */
  readonly size: Sides;
}

class Gram {
  readonly data: Float64Array;
  readonly #positions: Sides;
  readonly #coils: number;

  constructor(positions: Sides, coils: number) {
    this.#positions = positions;
    this.#coils = coils;
    this.data = new Float64Array(2 * (positions[0] * positions[1] * positions[2] * coils) ** 2);
  }

  /** Sets the elements of all positions with a partner at this distance, of two coils. */
  set([dx, dy, dz]: Sides, c: number, d: number, { re, im, size: [nx, ny, nz] }: Sums): void {
    const [px, py, pz] = this.#positions;
    const coils = this.#coils;
    const [x0, y0] = [Math.max(0, -dx), Math.max(0, -dy)];
    const distance = (dz * py + dy) * px + dx;
    let from = 0;
    for (let z = 0; z < nz; z += 1) {
      for (let y = 0; y < ny; y += 1) {
        for (let x = 0; x < nx; x += 1, from += 1) {
          const position = (z * py + y + y0) * px + x + x0;
          const row = position * coils + c;
          const at = 2 * (row * px * py * pz * coils + (position + distance) * coils + d);
          this.data[at] = re[from]!;
          this.data[at + 1] = im[from]!;
        }
      }
    }
  }
}

/** Sums over a window of the products of samples at a distance. */
class WindowSums {
  readonly #block: KSpaceBlock;
  readonly #window: Sides;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(block: KSpaceBlock, window: Sides) {
    this.#block = block;
    this.#window = window;
    const samples = block.size[0] * block.size[1] * block.size[2];
    this.#re = new Float64Array(samples);
    this.#im = new Float64Array(samples);
  }

  clear(): void {
    this.#re.fill(0);
    this.#im.fill(0);
  }

  /**
   * Adds conj(a(t)) b(t + lag) at each sample t, of two coils.
   * @param sign −1 for a(t) conj(b(t + lag)), its conjugate
   */
  add(a: number, b: number, [dx, dy, dz]: Sides, sign: 1 | -1): void {
    const { data, size } = this.#block;
    const [nx, ny, nz] = size;
    const [wx, wy, wz] = [nx - Math.abs(dx), ny - Math.abs(dy), nz - dz];
    const [x0, y0] = [Math.max(0, -dx), Math.max(0, -dy)];
    const volume = 2 * nx * ny * nz;
    const lag = 2 * ((dz * ny + dy) * nx + dx) + (b - a) * volume;
    let to = 0;
    for (let z = 0; z < wz; z += 1) {
      for (let y = 0; y < wy; y += 1) {
        let from = a * volume + 2 * ((z * ny + y + y0) * nx + x0);
        for (const end = to + wx; to < end; to += 1, from += 2) {
          const [aRe, aIm, bRe, bIm] = [data[from]!, data[from + 1]!, data[from + lag]!, data[from + lag + 1]!];
          this.#re[to]! += aRe * bRe + aIm * bIm;
          this.#im[to]! += sign * (aRe * bIm - aIm * bRe);
        }
      }
    }
  }

  /** The sums over the window at each position. The products are overwritten. */
  sums([dx, dy, dz]: Sides): Sums {
    const { size } = this.#block;
    const region = [size[0] - Math.abs(dx), size[1] - Math.abs(dy), size[2] - dz] as [number, number, number];
    for (const values of [this.#re, this.#im]) {
      const shape = [...region];
      for (const axis of [0, 1, 2]) {
        sumAlong(values, shape, axis, this.#window[axis]!);
        shape[axis]! -= this.#window[axis]! - 1;
      }
    }
    const positions = region.map((length, axis) => length - this.#window[axis]! + 1) as [number, number, number];
    return { re: this.#re, im: this.#im, size: positions };
  }
}

/** Replaces values by the sums of so many along an axis, which becomes shorter. Sums are written to the front. */
function sumAlong(values: Float64Array, shape: readonly number[], axis: number, window: number): void {
  if (window === 1) return;
  const step = shape.slice(0, axis).reduce((product, length) => product * length, 1);
  const length = shape[axis]!;
  const outer = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
  const sums = new Float64Array(step);
  let to = 0;
  for (let from = 0; from < step * length * outer; from += step * length) {
    sums.fill(0);
    for (let i = 0; i < window * step; i += 1) sums[i % step]! += values[from + i]!;
    const last = from + (length - window) * step;
    for (let at = from; at <= last; at += step) {
      for (let i = 0; i < step; i += 1, to += 1) {
        const first = values[at + i]!; // which the sum may overwrite
        values[to] = sums[i]!;
        if (at < last) sums[i]! += values[at + window * step + i]! - first;
      }
    }
  }
}
