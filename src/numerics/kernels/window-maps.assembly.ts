// Dominant eigenvectors of the covariances of windows.assembly.ts, by the power method, for four pixels at a time.
import { multiply } from "./pixels.assembly";
import { addProduct, subtractProduct } from "./products.assembly";
import { WindowTile } from "./windows.assembly";

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
