// Hermitian matrices of four pixels at a time, one in each lane: [pairs][re, im][4], pairs of rows and columns in the
// order (0, 0), (1, 0), (1, 1), (2, 0), …

import { addProduct, subtractProduct } from "./products.assembly";

/** See `sumWaves` in reference-kernels.ts. */
export function sumWaves(terms: usize, waves: usize, matrix: usize, pairs: i32, count: i32): void {
  const end = matrix + ((<usize>pairs) << 5);
  for (; matrix < end; matrix += 32) {
    let re = f32x4.splat(0);
    let im = f32x4.splat(0);
    let wave = waves;
    for (let term = 0; term < count; term++) {
      const a = v128.load32_splat(terms);
      const b = v128.load32_splat(terms, 4);
      const cos = v128.load(wave);
      const sin = v128.load(wave, 16);
      re = f32x4.add(re, subtractProduct(f32x4.mul(a, cos), b, sin));
      im = f32x4.add(im, addProduct(f32x4.mul(a, sin), b, cos));
      terms += 8;
      wave += 32;
    }
    v128.store(matrix, re);
    v128.store(matrix, im, 16);
  }
}

/** product = matrix · vector. Two rows at a time share what they read of the vector and add to the product. */
export function multiply(matrix: usize, vector: usize, product: usize, rows: i32): void {
  let row = 0;
  for (; row + 2 <= rows; row += 2) {
    const next = matrix + ((<usize>(row + 1)) << 5);
    const own = vector + ((<usize>row) << 5);
    const out = product + ((<usize>row) << 5);
    const ownRe = v128.load(own);
    const ownIm = v128.load(own, 16);
    const nextRe = v128.load(own, 32);
    const nextIm = v128.load(own, 48);
    let sumRe = f32x4.splat(0);
    let sumIm = f32x4.splat(0);
    let nextSumRe = f32x4.splat(0);
    let nextSumIm = f32x4.splat(0);
    let other = vector;
    let below = next;
    for (let to = product; to < out; to += 32) {
      const re = v128.load(matrix);
      const im = v128.load(matrix, 16);
      const belowRe = v128.load(below);
      const belowIm = v128.load(below, 16);
      const otherRe = v128.load(other);
      const otherIm = v128.load(other, 16);
      let toRe = v128.load(to);
      let toIm = v128.load(to, 16);
      sumRe = subtractProduct(addProduct(sumRe, re, otherRe), im, otherIm);
      sumIm = addProduct(addProduct(sumIm, re, otherIm), im, otherRe);
      nextSumRe = subtractProduct(addProduct(nextSumRe, belowRe, otherRe), belowIm, otherIm);
      nextSumIm = addProduct(addProduct(nextSumIm, belowRe, otherIm), belowIm, otherRe);
      toRe = addProduct(addProduct(toRe, re, ownRe), im, ownIm);
      toIm = subtractProduct(addProduct(toIm, re, ownIm), im, ownRe);
      toRe = addProduct(addProduct(toRe, belowRe, nextRe), belowIm, nextIm);
      toIm = subtractProduct(addProduct(toIm, belowRe, nextIm), belowIm, nextRe);
      v128.store(to, toRe);
      v128.store(to, toIm, 16);
      matrix += 32;
      below += 32;
      other += 32;
    }
    const diagonal = v128.load(matrix);
    const re = v128.load(below);
    const im = v128.load(below, 16);
    const nextDiagonal = v128.load(below, 32);
    sumRe = f32x4.add(sumRe, addProduct(f32x4.mul(re, nextRe), im, nextIm));
    sumIm = f32x4.add(sumIm, subtractProduct(f32x4.mul(re, nextIm), im, nextRe));
    nextSumRe = f32x4.add(nextSumRe, subtractProduct(f32x4.mul(re, ownRe), im, ownIm));
    nextSumIm = f32x4.add(nextSumIm, addProduct(f32x4.mul(re, ownIm), im, ownRe));
    v128.store(out, addProduct(sumRe, diagonal, ownRe));
    v128.store(out, addProduct(sumIm, diagonal, ownIm), 16);
    v128.store(out, addProduct(nextSumRe, nextDiagonal, nextRe), 32);
    v128.store(out, addProduct(nextSumIm, nextDiagonal, nextIm), 48);
    matrix = below + 64;
  }
  if (row < rows) multiplyLast(matrix, vector, product, vector + ((<usize>row) << 5));
}

/** The last of an odd number of rows. */
function multiplyLast(matrix: usize, vector: usize, product: usize, own: usize): void {
  const ownRe = v128.load(own);
  const ownIm = v128.load(own, 16);
  let sumRe = f32x4.splat(0);
  let sumIm = f32x4.splat(0);
  let to = product;
  for (let other = vector; other < own; other += 32) {
    const re = v128.load(matrix);
    const im = v128.load(matrix, 16);
    const otherRe = v128.load(other);
    const otherIm = v128.load(other, 16);
    sumRe = f32x4.add(sumRe, subtractProduct(f32x4.mul(re, otherRe), im, otherIm));
    sumIm = f32x4.add(sumIm, addProduct(f32x4.mul(re, otherIm), im, otherRe));
    v128.store(to, f32x4.add(v128.load(to), addProduct(f32x4.mul(re, ownRe), im, ownIm)));
    v128.store(to, f32x4.add(v128.load(to, 16), subtractProduct(f32x4.mul(re, ownIm), im, ownRe)), 16);
    matrix += 32;
    to += 32;
  }
  const diagonal = v128.load(matrix);
  v128.store(to, addProduct(sumRe, diagonal, ownRe));
  v128.store(to, addProduct(sumIm, diagonal, ownIm), 16);
}

/** See `dominantVectors` in reference-kernels.ts. */
export function dominantVectors(
  matrix: usize,
  vector: usize,
  product: usize,
  values: usize,
  rows: i32,
  iterations: i32,
  tolerance: f32,
): void {
  const bytes = (<usize>rows) << 5;
  const tolerances = f32x4.splat(tolerance);
  for (let iteration = 0; iteration < iterations; iteration++) {
    multiply(matrix, vector, product, rows);
    let power = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const part = v128.load(product + at);
      power = addProduct(power, part, part);
    }
    const value = f32x4.sqrt(power);
    v128.store(values, value);
    const isZero = f32x4.eq(value, f32x4.splat(0));
    const factor = f32x4.div(f32x4.splat(1), value);
    let change = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const old = v128.load(vector + at);
      const next = v128.bitselect(old, f32x4.mul(v128.load(product + at), factor), isZero);
      const difference = f32x4.sub(next, old);
      change = addProduct(change, difference, difference);
      v128.store(vector + at, next);
    }
    if (!v128.any_true(f32x4.gt(change, tolerances))) break;
  }
}
