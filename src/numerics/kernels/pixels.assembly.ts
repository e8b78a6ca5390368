// Hermitian matrices of four pixels at a time, one in each lane: [pairs][re, im][4], pairs of rows and columns in the
// order (0, 0), (1, 0), (1, 1), (2, 0), …

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
      re = f32x4.add(re, f32x4.sub(f32x4.mul(a, cos), f32x4.mul(b, sin)));
      im = f32x4.add(im, f32x4.add(f32x4.mul(a, sin), f32x4.mul(b, cos)));
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
      sumRe = f32x4.sub(f32x4.add(sumRe, f32x4.mul(re, otherRe)), f32x4.mul(im, otherIm));
      sumIm = f32x4.add(f32x4.add(sumIm, f32x4.mul(re, otherIm)), f32x4.mul(im, otherRe));
      nextSumRe = f32x4.sub(f32x4.add(nextSumRe, f32x4.mul(belowRe, otherRe)), f32x4.mul(belowIm, otherIm));
      nextSumIm = f32x4.add(f32x4.add(nextSumIm, f32x4.mul(belowRe, otherIm)), f32x4.mul(belowIm, otherRe));
      toRe = f32x4.add(f32x4.add(toRe, f32x4.mul(re, ownRe)), f32x4.mul(im, ownIm));
      toIm = f32x4.sub(f32x4.add(toIm, f32x4.mul(re, ownIm)), f32x4.mul(im, ownRe));
      toRe = f32x4.add(f32x4.add(toRe, f32x4.mul(belowRe, nextRe)), f32x4.mul(belowIm, nextIm));
      toIm = f32x4.sub(f32x4.add(toIm, f32x4.mul(belowRe, nextIm)), f32x4.mul(belowIm, nextRe));
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
    sumRe = f32x4.add(sumRe, f32x4.add(f32x4.mul(re, nextRe), f32x4.mul(im, nextIm)));
    sumIm = f32x4.add(sumIm, f32x4.sub(f32x4.mul(re, nextIm), f32x4.mul(im, nextRe)));
    nextSumRe = f32x4.add(nextSumRe, f32x4.sub(f32x4.mul(re, ownRe), f32x4.mul(im, ownIm)));
    nextSumIm = f32x4.add(nextSumIm, f32x4.add(f32x4.mul(re, ownIm), f32x4.mul(im, ownRe)));
    v128.store(out, f32x4.add(sumRe, f32x4.mul(diagonal, ownRe)));
    v128.store(out, f32x4.add(sumIm, f32x4.mul(diagonal, ownIm)), 16);
    v128.store(out, f32x4.add(nextSumRe, f32x4.mul(nextDiagonal, nextRe)), 32);
    v128.store(out, f32x4.add(nextSumIm, f32x4.mul(nextDiagonal, nextIm)), 48);
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
    sumRe = f32x4.add(sumRe, f32x4.sub(f32x4.mul(re, otherRe), f32x4.mul(im, otherIm)));
    sumIm = f32x4.add(sumIm, f32x4.add(f32x4.mul(re, otherIm), f32x4.mul(im, otherRe)));
    v128.store(to, f32x4.add(v128.load(to), f32x4.add(f32x4.mul(re, ownRe), f32x4.mul(im, ownIm))));
    v128.store(to, f32x4.add(v128.load(to, 16), f32x4.sub(f32x4.mul(re, ownIm), f32x4.mul(im, ownRe))), 16);
    matrix += 32;
    to += 32;
  }
  const diagonal = v128.load(matrix);
  v128.store(to, f32x4.add(sumRe, f32x4.mul(diagonal, ownRe)));
  v128.store(to, f32x4.add(sumIm, f32x4.mul(diagonal, ownIm)), 16);
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
      power = f32x4.add(power, f32x4.mul(part, part));
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
      change = f32x4.add(change, f32x4.mul(difference, difference));
      v128.store(vector + at, next);
    }
    if (!v128.any_true(f32x4.gt(change, tolerances))) break;
  }
}
