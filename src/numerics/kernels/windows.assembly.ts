// Covariances of the coils over a window around each pixel of a tile, and their dominant eigenvectors; four pixels of a
// row at a time, one in each lane. reference-windows.ts specifies the results.

import { multiply } from "./pixels.assembly";
import { addProduct, subtractProduct } from "./products.assembly";

/** See `WindowTile` in reference-windows.ts. Images, sums, matrices and scratch are pointers. */
// @ts-ignore: decorators are AssemblyScript's
@unmanaged
export class WindowTile {
  coils: i32;
  planes: i32;
  height: i32;
  width: i32;
  rows: i32;
  columns: i32;
  images: usize;
  rowBytes: usize;
  planeBytes: usize;
  coilBytes: usize;
  sums: usize;
  matrices: usize;
  scratch: usize;
}

/** See `largestPart` in reference-windows.ts. */
export function largestPart(pointer: usize, count: i32): f32 {
  const infinities = f32x4.splat(Infinity);
  let most = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const values = f32x4.abs(v128.load(pointer + ((<usize>i) << 2)));
    most = f32x4.pmax(most, v128.and(values, f32x4.lt(values, infinities))); // Comparisons with NaN are false.
  }
  let found = max<f32>(
    max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  for (; i < count; i++) {
    const value = abs<f32>(load<f32>(pointer + ((<usize>i) << 2)));
    if (value > found && value < <f32>Infinity) found = value;
  }
  return found;
}

/** See `splitRows` in reference-windows.ts. */
export function splitRows(source: usize, target: usize, rows: i32, columns: i32, rowBytes: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (let row = 0; row < rows; row++) {
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const a = v128.load(source);
      const b = v128.load(source, 16);
      const to = target + ((<usize>column) << 2);
      v128.store(to, f32x4.mul(v128.shuffle<f32>(a, b, 0, 2, 4, 6), factors));
      v128.store(to + rowBytes, f32x4.mul(v128.shuffle<f32>(a, b, 1, 3, 5, 7), factors));
      source += 32;
    }
    for (; column < columns; column++) {
      const to = target + ((<usize>column) << 2);
      store<f32>(to, load<f32>(source) * factor);
      store<f32>(to + rowBytes, load<f32>(source, 4) * factor);
      source += 8;
    }
    target += 2 * rowBytes;
  }
}

/** See `sumWindows` in reference-windows.ts. */
export function sumWindows(tile: WindowTile): void {
  const coils = tile.coils;
  const groupBytes = ((<usize>coils * <usize>(coils + 1)) >> 1) << 5;
  let matrices = tile.matrices;
  for (let i = 0; i < coils; i++) {
    const own = tile.images + <usize>i * tile.coilBytes;
    for (let plane = 0; plane < tile.planes; plane++) sumColumns(tile, own + <usize>plane * tile.planeBytes, plane > 0);
    sumAcross(tile, tile.sums + ((<usize>i) << 5), (<usize>coils) << 5);
    for (let j = 0; j <= i; j++) {
      const other = tile.images + <usize>j * tile.coilBytes;
      for (let plane = 0; plane < tile.planes; plane++) {
        const at = <usize>plane * tile.planeBytes;
        multiplyColumns(tile, own + at, other + at, plane > 0);
      }
      sumAcross(tile, matrices, groupBytes);
      matrices += 32;
    }
  }
}

/** Bytes of a row of the scratch memory, of real or imaginary parts. */
function scratchBytes(tile: WindowTile): usize {
  return (<usize>((tile.columns + tile.width + 2) & ~3)) << 2;
}

// A window of `height` rows is the end of the rows of the tile's first window, and the beginning of those after it. Unlike
// in a running sum, nothing is subtracted: bright pixels leave no rounding errors elsewhere.

/** Sums of a plane over the windows' rows, to scratch, or added to it. */
function sumColumns(tile: WindowTile, image: usize, adds: bool): void {
  const rowBytes = 2 * tile.rowBytes;
  const bytes = scratchBytes(tile);
  const rows = tile.rows;
  const height = tile.height;
  for (let at: usize = 0; at < bytes; at += 16) {
    for (let part: usize = 0; part < 2; part++) {
      const from = image + at + part * tile.rowBytes;
      let to = tile.scratch + at + part * bytes + <usize>(rows - 1) * 2 * bytes;
      let sum = f32x4.splat(0);
      for (let row = height - 1; row >= 0; row--) {
        sum = f32x4.add(sum, v128.load(from + <usize>row * rowBytes));
        if (row >= rows) continue;
        v128.store(to, adds ? f32x4.add(v128.load(to), sum) : sum);
        to -= 2 * bytes;
      }
      to += 2 * bytes;
      sum = f32x4.splat(0);
      for (let row = height; row < height + rows - 1; row++) {
        to += 2 * bytes;
        sum = f32x4.add(sum, v128.load(from + <usize>row * rowBytes));
        v128.store(to, f32x4.add(v128.load(to), sum));
      }
    }
  }
}

/** Sums of a · conj(b) over the windows' rows, to scratch, or added to it. */
function multiplyColumns(tile: WindowTile, a: usize, b: usize, adds: bool): void {
  const imaginary = tile.rowBytes;
  const rowBytes = 2 * imaginary;
  const bytes = scratchBytes(tile);
  const fromFirst = <usize>tile.rows * rowBytes;
  const toMiddle = <usize>(tile.height - 1) * rowBytes;
  const toEnd = toMiddle + fromFirst;
  const difference = b - a;
  for (let at: usize = 0; at < bytes; at += 16) {
    let to = tile.scratch + at + <usize>(tile.rows - 1) * 2 * bytes;
    const first = a + at;
    let re = f32x4.splat(0);
    let im = f32x4.splat(0);
    for (let from = first + toMiddle; from >= first; from -= rowBytes) {
      const aRe = v128.load(from);
      const aIm = v128.load(from + imaginary);
      const bRe = v128.load(from + difference);
      const bIm = v128.load(from + difference + imaginary);
      re = addProduct(addProduct(re, aRe, bRe), aIm, bIm);
      im = subtractProduct(addProduct(im, aIm, bRe), aRe, bIm);
      if (from >= first + fromFirst) continue;
      v128.store(to, adds ? f32x4.add(v128.load(to), re) : re);
      v128.store(to + bytes, adds ? f32x4.add(v128.load(to + bytes), im) : im);
      to -= 2 * bytes;
    }
    to += 4 * bytes;
    re = f32x4.splat(0);
    im = f32x4.splat(0);
    for (let from = first + toMiddle + rowBytes; from < first + toEnd; from += rowBytes) {
      const aRe = v128.load(from);
      const aIm = v128.load(from + imaginary);
      const bRe = v128.load(from + difference);
      const bIm = v128.load(from + difference + imaginary);
      re = addProduct(addProduct(re, aRe, bRe), aIm, bIm);
      im = subtractProduct(addProduct(im, aIm, bRe), aRe, bIm);
      v128.store(to, f32x4.add(v128.load(to), re));
      v128.store(to + bytes, f32x4.add(v128.load(to + bytes), im));
      to += 2 * bytes;
    }
  }
}

/** Sums over the windows' columns, from scratch to groups of four pixels, `groupBytes` apart. */
function sumAcross(tile: WindowTile, to: usize, groupBytes: usize): void {
  const bytes = scratchBytes(tile);
  const width = (<usize>tile.width) << 2;
  const columns = (<usize>tile.columns) << 2;
  let row = tile.scratch;
  for (let k = 0; k < tile.rows; k++) {
    for (let from = row; from < row + columns; from += 16) {
      let re = v128.load(from);
      let im = v128.load(from + bytes);
      for (let at = from + 4; at < from + width; at += 4) {
        re = f32x4.add(re, v128.load(at));
        im = f32x4.add(im, v128.load(at + bytes));
      }
      v128.store(to, re);
      v128.store(to, im, 16);
      to += groupBytes;
    }
    row += 2 * bytes;
  }
}

/**
 * See `windowMaps` in reference-windows.ts.
 * @param reference 0 for Inati's start and phase
 * @param vectors space for two vectors of four pixels
 */
export function windowMaps(
  tile: WindowTile,
  steps: i32,
  reference: usize,
  vectors: usize,
  maps: usize,
  rowBytes: usize,
  coilBytes: usize,
): void {
  const coils = tile.coils;
  const matrixBytes = ((<usize>coils * <usize>(coils + 1)) >> 1) << 5;
  const vectorBytes = (<usize>coils) << 5;
  const product = vectors + vectorBytes;
  let matrix = tile.matrices;
  let sums = tile.sums;
  for (let row = 0; row < tile.rows; row++) {
    for (let column = 0; column < tile.columns; column += 4) {
      const scale = inverseTrace(matrix, coils);
      if (reference === 0) {
        conjugateSums(sums, product, vectorBytes);
        normalise(product, vectors, vectorBytes, f32x4.sqrt(scale));
      } else {
        strongestColumns(matrix, coils, product);
        normalise(product, vectors, vectorBytes, scale);
      }
      for (let step = 0; step < steps; step++) {
        multiply(matrix, vectors, product, coils);
        normalise(product, vectors, vectorBytes, scale);
      }
      const to = maps + <usize>row * rowBytes + ((<usize>column) << 3);
      if (reference === 0) storeByMean(vectors, sums, coils, to, coilBytes);
      else storeByReference(vectors, reference, coils, to, coilBytes);
      matrix += matrixBytes;
      sums += vectorBytes;
    }
  }
}

function conjugateSums(sums: usize, target: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 32) {
    v128.store(target + at, v128.load(sums + at));
    v128.store(target + at, f32x4.neg(v128.load(sums + at, 16)), 16);
  }
}

/** The column of the largest diagonal element, of each of four matrices. */
function strongestColumns(matrix: usize, coils: i32, columns: usize): void {
  for (let lane: usize = 0; lane < 16; lane += 4) {
    let strongest = 0;
    let most = load<f32>(matrix + lane);
    let diagonal = matrix + lane;
    for (let i = 1; i < coils; i++) {
      diagonal += (<usize>(i + 1)) << 5;
      const power = load<f32>(diagonal);
      if (power > most) {
        strongest = i;
        most = power;
      }
    }
    let to = columns + lane;
    for (let i = 0; i < coils; i++) {
      const row = max(i, strongest);
      const pair = matrix + lane + ((<usize>(((row * (row + 1)) >> 1) + min(i, strongest))) << 5);
      store<f32>(to, load<f32>(pair));
      store<f32>(to, i < strongest ? -load<f32>(pair, 16) : load<f32>(pair, 16), 16);
      to += 32;
    }
  }
}

/** One over the trace, or 0 if there is none. */
function inverseTrace(matrix: usize, coils: i32): v128 {
  let trace = f32x4.splat(0);
  for (let i = 0; i < coils; i++) {
    trace = f32x4.add(trace, v128.load(matrix));
    matrix += (<usize>(i + 2)) << 5;
  }
  const one = f32x4.splat(1);
  // NaN remains: it must not become black.
  return v128.bitselect(f32x4.splat(0), f32x4.div(one, trace), f32x4.lt(trace, f32x4.splat(7.5e-37)));
}

/** Divides vectors by their norms; zeros remain. @param scale brings the squares into the range of float32 */
function normalise(source: usize, target: usize, bytes: usize, scale: v128): void {
  let powerRe = f32x4.splat(0);
  let powerIm = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 32) {
    const re = f32x4.mul(v128.load(source + at), scale);
    const im = f32x4.mul(v128.load(source + at, 16), scale);
    powerRe = addProduct(powerRe, re, re);
    powerIm = addProduct(powerIm, im, im);
  }
  const factor = f32x4.mul(scale, inverseRoot(f32x4.add(powerRe, powerIm)));
  for (let at: usize = 0; at < bytes; at += 16) v128.store(target + at, f32x4.mul(v128.load(source + at), factor));
}

/** 1 / √power; 0 for 0. */
function inverseRoot(power: v128): v128 {
  const zero = f32x4.splat(0);
  return v128.bitselect(zero, f32x4.div(f32x4.splat(1), f32x4.sqrt(power)), f32x4.eq(power, zero));
}

/** Stores vectors u times the phase of Σ s conj(u). */
function storeByMean(vectors: usize, sums: usize, coils: i32, to: usize, coilBytes: usize): void {
  let re = f32x4.splat(0);
  let im = f32x4.splat(0);
  for (let at = vectors; at < vectors + ((<usize>coils) << 5); at += 32) {
    const uRe = v128.load(at);
    const uIm = v128.load(at, 16);
    const sRe = v128.load(sums);
    const sIm = v128.load(sums, 16);
    re = f32x4.add(re, addProduct(f32x4.mul(sRe, uRe), sIm, uIm));
    im = f32x4.add(im, subtractProduct(f32x4.mul(sIm, uRe), sRe, uIm));
    sums += 32;
  }
  const factor = inverseRoot(addProduct(f32x4.mul(re, re), im, im));
  storeTurned(vectors, f32x4.mul(re, factor), f32x4.mul(im, factor), coils, to, coilBytes);
}

/** Stores vectors u times the phase of Σ r conj(u); unchanged where that is 0. */
function storeByReference(vectors: usize, reference: usize, coils: i32, to: usize, coilBytes: usize): void {
  let re = f32x4.splat(0);
  let im = f32x4.splat(0);
  for (let at = vectors; at < vectors + ((<usize>coils) << 5); at += 32) {
    const uRe = v128.load(at);
    const uIm = v128.load(at, 16);
    const rRe = v128.load32_splat(reference);
    const rIm = v128.load32_splat(reference, 4);
    re = f32x4.add(re, addProduct(f32x4.mul(rRe, uRe), rIm, uIm));
    im = f32x4.add(im, subtractProduct(f32x4.mul(rIm, uRe), rRe, uIm));
    reference += 8;
  }
  const power = addProduct(f32x4.mul(re, re), im, im);
  const factor = inverseRoot(power);
  const isZero = f32x4.eq(power, f32x4.splat(0));
  const cos = v128.bitselect(f32x4.splat(1), f32x4.mul(re, factor), isZero);
  storeTurned(vectors, cos, f32x4.mul(im, factor), coils, to, coilBytes);
}

/** Stores vectors, interleaved, times a phase. */
function storeTurned(vectors: usize, cos: v128, sin: v128, coils: i32, to: usize, coilBytes: usize): void {
  for (let at = vectors; at < vectors + ((<usize>coils) << 5); at += 32) {
    const uRe = v128.load(at);
    const uIm = v128.load(at, 16);
    const re = subtractProduct(f32x4.mul(uRe, cos), uIm, sin);
    const im = addProduct(f32x4.mul(uRe, sin), uIm, cos);
    v128.store(to, v128.shuffle<f32>(re, im, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<f32>(re, im, 2, 6, 3, 7), 16);
    to += coilBytes;
  }
}
