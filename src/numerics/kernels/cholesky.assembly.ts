// Hermitian systems by Cholesky factorization, in float64: a complex number in a vector. reference-cholesky.ts specifies
// the results.

import { addDoubles, subtractDoubles } from "./products.assembly";

/** See `factorHermitian` in reference-cholesky.ts. */
export function factorHermitian(matrix: usize, inverses: usize, n: i32, lambda: f64, leastPivot: f64): void {
  const rowBytes = (<usize>n) << 4;
  let row = 0;
  // Four rows at a time, which share the loads of the rows before them.
  for (; row + 4 <= n; row += 4) {
    const rows = matrix + <usize>row * rowBytes;
    for (let j = 0; j < row; j++) factorFour(rows, matrix + <usize>j * rowBytes, j, rowBytes, inverse(inverses, j));
    for (let own = row; own < row + 4; own++) finishRow(matrix, inverses, row, own, rowBytes, lambda, leastPivot);
  }
  for (; row < n; row++) finishRow(matrix, inverses, 0, row, rowBytes, lambda, leastPivot);
}

function inverse(inverses: usize, row: i32): f64 {
  return load<f64>(inverses + ((<usize>row) << 3));
}

/** Element j of four rows, of which those before it are known. */
function factorFour(rows: usize, other: usize, j: i32, rowBytes: usize, factor: f64): void {
  const end = other + ((<usize>j) << 4);
  let like0 = f64x2.splat(0);
  let like1 = f64x2.splat(0);
  let like2 = f64x2.splat(0);
  let like3 = f64x2.splat(0);
  let unlike0 = f64x2.splat(0);
  let unlike1 = f64x2.splat(0);
  let unlike2 = f64x2.splat(0);
  let unlike3 = f64x2.splat(0);
  let at = rows;
  for (let from = other; from < end; from += 16) {
    const value = v128.load(from);
    const swapped = v128.shuffle<f64>(value, value, 1, 0);
    const a = v128.load(at);
    like0 = addDoubles(like0, a, value);
    unlike0 = addDoubles(unlike0, a, swapped);
    const b = v128.load(at + rowBytes);
    like1 = addDoubles(like1, b, value);
    unlike1 = addDoubles(unlike1, b, swapped);
    const c = v128.load(at + 2 * rowBytes);
    like2 = addDoubles(like2, c, value);
    unlike2 = addDoubles(unlike2, c, swapped);
    const d = v128.load(at + 3 * rowBytes);
    like3 = addDoubles(like3, d, value);
    unlike3 = addDoubles(unlike3, d, swapped);
    at += 16;
  }
  storeElement(at, like0, unlike0, factor);
  storeElement(at + rowBytes, like1, unlike1, factor);
  storeElement(at + 2 * rowBytes, like2, unlike2, factor);
  storeElement(at + 3 * rowBytes, like3, unlike3, factor);
}

/** Elements of a row from column `first` on, and the inverse of its pivot. */
function finishRow(
  matrix: usize,
  inverses: usize,
  first: i32,
  row: i32,
  rowBytes: usize,
  lambda: f64,
  leastPivot: f64,
): void {
  const own = matrix + <usize>row * rowBytes;
  for (let j = first; j < row; j++) {
    const other = matrix + <usize>j * rowBytes;
    const end = other + ((<usize>j) << 4);
    let like = f64x2.splat(0);
    let unlike = f64x2.splat(0);
    let at = own;
    for (let from = other; from < end; from += 16) {
      const value = v128.load(from);
      const a = v128.load(at);
      like = addDoubles(like, a, value);
      unlike = addDoubles(unlike, a, v128.shuffle<f64>(value, value, 1, 0));
      at += 16;
    }
    storeElement(at, like, unlike, inverse(inverses, j));
  }
  const end = own + ((<usize>row) << 4);
  let powers = f64x2.splat(0);
  for (let at = own; at < end; at += 16) {
    const a = v128.load(at);
    powers = addDoubles(powers, a, a);
  }
  const diagonal = load<f64>(end) + lambda;
  const pivot = diagonal - (f64x2.extract_lane(powers, 0) + f64x2.extract_lane(powers, 1));
  store<f64>(inverses + ((<usize>row) << 3), pivot > leastPivot * diagonal ? 1 / sqrt<f64>(pivot) : 0);
}

/** (m − Σ a conj(b)) times a factor, from the sums of products of like and of unlike parts. */
function storeElement(at: usize, like: v128, unlike: v128, factor: f64): void {
  const re = f64x2.extract_lane(like, 0) + f64x2.extract_lane(like, 1);
  const im = f64x2.extract_lane(unlike, 1) - f64x2.extract_lane(unlike, 0);
  store<f64>(at, (load<f64>(at) - re) * factor);
  store<f64>(at, (load<f64>(at, 8) - im) * factor, 8);
}

/**
 * See `solveFactored` in reference-cholesky.ts.
 * @param panel space for four columns: where they are adjacent, the processor's caches hold those of all rows
 */
export function solveFactored(factor: usize, inverses: usize, n: i32, sides: usize, columns: i32, panel: usize): void {
  const rowBytes = (<usize>columns) << 4;
  const end = panel + ((<usize>n) << 6);
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const own = sides + ((<usize>column) << 4);
    for (let to = panel, from = own; to < end; to += 64, from += rowBytes) copyFour(from, to);
    solveLowerFour(factor, inverses, n, panel);
    solveUpperFour(factor, inverses, n, panel);
    for (let to = own, from = panel; from < end; to += rowBytes, from += 64) copyFour(from, to);
  }
  for (; column < columns; column++) {
    const own = sides + ((<usize>column) << 4);
    solveLowerOne(factor, inverses, n, own, rowBytes);
    solveUpperOne(factor, inverses, n, own, rowBytes);
  }
}

function copyFour(from: usize, to: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
}

/** Four columns of y in L y = b. */
function solveLowerFour(factor: usize, inverses: usize, n: i32, panel: usize): void {
  for (let row = 0; row < n; row++) {
    // Products with the real and the imaginary part of a factor are summed separately, and combined at the end.
    let re0 = f64x2.splat(0);
    let re1 = f64x2.splat(0);
    let re2 = f64x2.splat(0);
    let re3 = f64x2.splat(0);
    let im0 = f64x2.splat(0);
    let im1 = f64x2.splat(0);
    let im2 = f64x2.splat(0);
    let im3 = f64x2.splat(0);
    let weight = factor + ((<usize>row * <usize>n) << 4);
    const end = weight + ((<usize>row) << 4);
    let from = panel;
    for (; weight < end; weight += 16) {
      const re = v128.load64_splat(weight);
      const im = v128.load64_splat(weight, 8);
      const a = v128.load(from);
      const b = v128.load(from, 16);
      const c = v128.load(from, 32);
      const d = v128.load(from, 48);
      re0 = addDoubles(re0, a, re);
      im0 = addDoubles(im0, a, im);
      re1 = addDoubles(re1, b, re);
      im1 = addDoubles(im1, b, im);
      re2 = addDoubles(re2, c, re);
      im2 = addDoubles(im2, c, im);
      re3 = addDoubles(re3, d, re);
      im3 = addDoubles(im3, d, im);
      from += 64;
    }
    const factors = f64x2.splat(inverse(inverses, row));
    storeDifference(from, re0, im0, factors);
    storeDifference(from + 16, re1, im1, factors);
    storeDifference(from + 32, re2, im2, factors);
    storeDifference(from + 48, re3, im3, factors);
  }
}

function solveLowerOne(factor: usize, inverses: usize, n: i32, sides: usize, rowBytes: usize): void {
  for (let row = 0; row < n; row++) {
    let res = f64x2.splat(0);
    let ims = f64x2.splat(0);
    let weight = factor + ((<usize>row * <usize>n) << 4);
    const end = weight + ((<usize>row) << 4);
    let from = sides;
    for (; weight < end; weight += 16) {
      const a = v128.load(from);
      res = addDoubles(res, a, v128.load64_splat(weight));
      ims = addDoubles(ims, a, v128.load64_splat(weight, 8));
      from += rowBytes;
    }
    storeDifference(from, res, ims, f64x2.splat(inverse(inverses, row)));
  }
}

/** (b − Σ l y) times a factor, from the sums of the products with real and with imaginary parts of l. */
function storeDifference(at: usize, re: v128, im: v128, factors: v128): void {
  const turned = v128.xor(v128.shuffle<f64>(im, im, 1, 0), i64x2(<i64>0x8000000000000000, 0));
  v128.store(at, f64x2.mul(f64x2.sub(v128.load(at), f64x2.add(re, turned)), factors));
}

/** Four columns of w in Lᴴ w = y: each row that is known is subtracted from those before it, along a row of L. */
function solveUpperFour(factor: usize, inverses: usize, n: i32, panel: usize): void {
  for (let row = n - 1; row >= 0; row--) {
    const own = panel + ((<usize>row) << 6);
    const factors = f64x2.splat(inverse(inverses, row));
    const w0 = f64x2.mul(v128.load(own), factors);
    const w1 = f64x2.mul(v128.load(own, 16), factors);
    const w2 = f64x2.mul(v128.load(own, 32), factors);
    const w3 = f64x2.mul(v128.load(own, 48), factors);
    v128.store(own, w0);
    v128.store(own, w1, 16);
    v128.store(own, w2, 32);
    v128.store(own, w3, 48);
    const t0 = timesMinusI(w0);
    const t1 = timesMinusI(w1);
    const t2 = timesMinusI(w2);
    const t3 = timesMinusI(w3);
    let weight = factor + ((<usize>row * <usize>n) << 4);
    for (let to = panel; to < own; to += 64) {
      const re = v128.load64_splat(weight);
      const im = v128.load64_splat(weight, 8);
      v128.store(to, subtractDoubles(subtractDoubles(v128.load(to), w0, re), t0, im));
      v128.store(to, subtractDoubles(subtractDoubles(v128.load(to, 16), w1, re), t1, im), 16);
      v128.store(to, subtractDoubles(subtractDoubles(v128.load(to, 32), w2, re), t2, im), 32);
      v128.store(to, subtractDoubles(subtractDoubles(v128.load(to, 48), w3, re), t3, im), 48);
      weight += 16;
    }
  }
}

function solveUpperOne(factor: usize, inverses: usize, n: i32, sides: usize, rowBytes: usize): void {
  for (let row = n - 1; row >= 0; row--) {
    const own = sides + <usize>row * rowBytes;
    const w = f64x2.mul(v128.load(own), f64x2.splat(inverse(inverses, row)));
    const t = timesMinusI(w);
    v128.store(own, w);
    let weight = factor + ((<usize>row * <usize>n) << 4);
    for (let to = sides; to < own; to += rowBytes) {
      const difference = subtractDoubles(v128.load(to), w, v128.load64_splat(weight));
      v128.store(to, subtractDoubles(difference, t, v128.load64_splat(weight, 8)));
      weight += 16;
    }
  }
}

/** −i w: the imaginary part, and minus the real part. */
function timesMinusI(w: v128): v128 {
  return v128.xor(v128.shuffle<f64>(w, w, 1, 0), i64x2(0, <i64>0x8000000000000000));
}
