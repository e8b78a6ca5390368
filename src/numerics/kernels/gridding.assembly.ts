// Interpolation between packed samples and a packed grid (see packed.assembly.ts) by a separable kernel. The taps of the
// kernel at a sample are polynomials of the sample's position between two cells, so that no table of taps is stored.

import { addProduct } from "./products.assembly";

/** Taps of a record of taps; those beyond the width are zero. */
const MAX_WIDTH = 8;

/** What samples and grid have in common. */
// @ts-ignore: decorators are AssemblyScript's
@unmanaged
export class Gridding {
  /** Pointers to the planes, `[y][x]`. */
  planes: usize;
  /** Taps along each axis, at most 8. */
  width: i32;
  /** Polynomials of the taps, `[terms][8]`, the highest power first; 0 beyond the width. */
  polynomials: usize;
  terms: i32;
  /** Scratch memory, `[3][8]`. */
  taps: usize;
  /** 2 or 3. */
  axes: i32;
  /** Cells along each axis; at least `width`. */
  x: i32;
  y: i32;
  z: i32;
  /** Bytes from row to row. */
  rowStep: usize;
}

/** See `spreadSamples` in reference-gridding.ts. */
export function spreadSamples(grid: Gridding, places: usize, samples: usize, count: i32): void {
  const placeBytes = (<usize>grid.axes) << 3;
  for (let i = 0; i < count; i++) {
    computeTaps(grid, places);
    const re = v128.load(samples);
    const im = v128.load(samples, 16);
    if (grid.axes === 2) spreadPlane(grid, load<usize>(grid.planes), places, re, im);
    else {
      let z = load<i32>(places, 16);
      for (let c = 0; c < grid.width; c++) {
        const tap = v128.load32_splat(grid.taps + ((<usize>c) << 2), 64);
        spreadPlane(grid, load<usize>(grid.planes + ((<usize>z) << 2)), places, f32x4.mul(re, tap), f32x4.mul(im, tap));
        z = z + 1 === grid.z ? 0 : z + 1;
      }
    }
    places += placeBytes;
    samples += 32;
  }
}

/** See `interpolateSamples` in reference-gridding.ts. */
export function interpolateSamples(grid: Gridding, places: usize, samples: usize, count: i32): void {
  const placeBytes = (<usize>grid.axes) << 3;
  const planes = grid.axes === 2 ? 1 : grid.width;
  for (let i = 0; i < count; i++) {
    computeTaps(grid, places);
    let re = f32x4.splat(0);
    let im = f32x4.splat(0);
    let z = grid.axes === 2 ? 0 : load<i32>(places, 16);
    for (let c = 0; c < planes; c++) {
      readPlane(grid, load<usize>(grid.planes + ((<usize>z) << 2)), places, samples);
      const tap = grid.axes === 2 ? f32x4.splat(1) : v128.load32_splat(grid.taps + ((<usize>c) << 2), 64);
      re = addProduct(re, tap, v128.load(samples));
      im = addProduct(im, tap, v128.load(samples, 16));
      z = z + 1 === grid.z ? 0 : z + 1;
    }
    v128.store(samples, re);
    v128.store(samples, im, 16);
    places += placeBytes;
    samples += 32;
  }
}

/** The taps along each axis, by Horner's rule. */
function computeTaps(grid: Gridding, places: usize): void {
  const end = places + ((<usize>grid.axes) << 3);
  const last = grid.polynomials + ((<usize>grid.terms) << 5);
  let taps = grid.taps;
  for (; places < end; places += 8) {
    const position = v128.load32_splat(places, 4);
    let low = v128.load(grid.polynomials);
    let high = v128.load(grid.polynomials, 16);
    for (let term = grid.polynomials + 32; term < last; term += 32) {
      low = addProduct(v128.load(term), low, position);
      high = addProduct(v128.load(term, 16), high, position);
    }
    v128.store(taps, low);
    v128.store(taps, high, 16);
    taps += 32;
  }
}

function spreadPlane(grid: Gridding, plane: usize, places: usize, re: v128, im: v128): void {
  const x = load<i32>(places);
  const inside = grid.x - x;
  let y = load<i32>(places, 8);
  for (let b = 0; b < grid.width; b++) {
    const tap = v128.load32_splat(grid.taps + ((<usize>b) << 2), 32);
    const row = plane + <usize>y * grid.rowStep;
    const rowRe = f32x4.mul(re, tap);
    const rowIm = f32x4.mul(im, tap);
    const at = row + ((<usize>x) << 5);
    if (inside >= MAX_WIDTH) addTaps(at, grid.taps, grid.width, rowRe, rowIm);
    else addTapsAround(at, row, inside, grid.taps, grid.width, rowRe, rowIm);
    y = y + 1 === grid.y ? 0 : y + 1;
  }
}

/** Adds the taps of a row, and one of zero if their number is odd. */
function addTaps(at: usize, taps: usize, width: i32, re: v128, im: v128): void {
  const end = taps + ((<usize>width) << 2);
  for (; taps < end; taps += 8) {
    const tap = v128.load32_splat(taps);
    const next = v128.load32_splat(taps, 4);
    v128.store(at, addProduct(v128.load(at), tap, re));
    v128.store(at, addProduct(v128.load(at, 16), tap, im), 16);
    v128.store(at, addProduct(v128.load(at, 32), next, re), 32);
    v128.store(at, addProduct(v128.load(at, 48), next, im), 48);
    at += 64;
  }
}

/** The same at the edge of the grid: after `inside` cells, taps continue at the start of the row. */
function addTapsAround(at: usize, row: usize, inside: i32, taps: usize, width: i32, re: v128, im: v128): void {
  for (let a = 0; a < width; a++) {
    if (a === inside) at = row;
    const tap = v128.load32_splat(taps + ((<usize>a) << 2));
    v128.store(at, addProduct(v128.load(at), tap, re));
    v128.store(at, addProduct(v128.load(at, 16), tap, im), 16);
    at += 32;
  }
}

/** Stores the sum over a plane. */
function readPlane(grid: Gridding, plane: usize, places: usize, sample: usize): void {
  const x = load<i32>(places);
  const inside = grid.x - x;
  let y = load<i32>(places, 8);
  let re = f32x4.splat(0);
  let im = f32x4.splat(0);
  const end = grid.taps + ((<usize>grid.width) << 2);
  for (let b = 0; b < grid.width; b++) {
    const row = plane + <usize>y * grid.rowStep;
    let rowRe = f32x4.splat(0);
    let rowIm = f32x4.splat(0);
    let from = row + ((<usize>x) << 5);
    if (inside >= MAX_WIDTH) {
      for (let taps = grid.taps; taps < end; taps += 8) {
        const tap = v128.load32_splat(taps);
        const next = v128.load32_splat(taps, 4);
        rowRe = addProduct(rowRe, tap, v128.load(from));
        rowIm = addProduct(rowIm, tap, v128.load(from, 16));
        rowRe = addProduct(rowRe, next, v128.load(from, 32));
        rowIm = addProduct(rowIm, next, v128.load(from, 48));
        from += 64;
      }
    } else {
      for (let a = 0; a < grid.width; a++) {
        if (a === inside) from = row;
        const tap = v128.load32_splat(grid.taps + ((<usize>a) << 2));
        rowRe = addProduct(rowRe, tap, v128.load(from));
        rowIm = addProduct(rowIm, tap, v128.load(from, 16));
        from += 32;
      }
    }
    const tap = v128.load32_splat(grid.taps + ((<usize>b) << 2), 32);
    re = addProduct(re, rowRe, tap);
    im = addProduct(im, rowIm, tap);
    y = y + 1 === grid.y ? 0 : y + 1;
  }
  v128.store(sample, re);
  v128.store(sample, im, 16);
}
