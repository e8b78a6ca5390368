// Hot loops in AssemblyScript, on a separate heap: all pointers are byte offsets into it, aligned to 16 bytes unless
// stated otherwise. reference-kernels.ts has a reference implementation of each in plain TypeScript, which specifies
// it.
import { addDoubles, addProduct } from "./products.assembly";

export { factorHermitian, solveFactored } from "./cholesky.assembly";
export { filterLines, fromHalfSpectra, toHalfSpectra } from "./convolution.assembly";
export { interpolateSamples, spreadSamples } from "./gridding.assembly";
export {
  combineMaps,
  multiplyMaps,
  packCoils,
  packRows,
  transformPacked,
  unpackCoils,
  unpackRows,
} from "./packed.assembly";
export { dominantVectors, sumWaves } from "./pixels.assembly";
export { regridLines } from "./regrid.assembly";
export { transform } from "./transform.assembly";
export { windowMaps } from "./window-maps.assembly";
export { largestPart, splitRows, sumWindows } from "./windows.assembly";

/** Allocates memory, aligned to 16 bytes. */
export function allocate(bytes: usize): usize {
  return heap.alloc(bytes);
}

export function release(pointer: usize): void {
  heap.free(pointer);
}

/** See `scale` in reference-kernels.ts. */
export function scale(pointer: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const end = pointer + ((<usize>count) << 2);
  const vectorEnd = pointer + ((<usize>count >> 2) << 4);
  for (; pointer < vectorEnd; pointer += 16) v128.store(pointer, f32x4.mul(v128.load(pointer), factors));
  for (; pointer < end; pointer += 4) store<f32>(pointer, load<f32>(pointer) * factor);
}

/** See `addSquares` in reference-kernels.ts. */
export function addSquares(source: usize, sums: usize, pixels: i32): void {
  let i = 0;
  for (; i + 4 <= pixels; i += 4) {
    const a = v128.load(source + ((<usize>i) << 3));
    const b = v128.load(source + ((<usize>i) << 3) + 16);
    const re = v128.shuffle<f32>(a, b, 0, 2, 4, 6);
    const im = v128.shuffle<f32>(a, b, 1, 3, 5, 7);
    const at = sums + ((<usize>i) << 2);
    v128.store(at, f32x4.add(v128.load(at), addProduct(f32x4.mul(re, re), im, im)));
  }
  for (; i < pixels; i++) {
    const re = load<f32>(source + ((<usize>i) << 3));
    const im = load<f32>(source + ((<usize>i) << 3) + 4);
    const at = sums + ((<usize>i) << 2);
    store<f32>(at, load<f32>(at) + re * re + im * im);
  }
}

/** See `roots` in reference-kernels.ts. */
export function roots(pointer: usize, count: i32): void {
  const end = pointer + ((<usize>count) << 2);
  for (; pointer + 16 <= end; pointer += 16) v128.store(pointer, f32x4.sqrt(v128.load(pointer)));
  for (; pointer < end; pointer += 4) store<f32>(pointer, sqrt<f32>(load<f32>(pointer)));
}

/** See `magnitudes` in reference-kernels.ts; in float64, since squares may exceed the range of float32. */
export function magnitudes(source: usize, target: usize, pixels: i32): void {
  let i = 0;
  for (; i + 2 <= pixels; i += 2) {
    const both = v128.load(source + ((<usize>i) << 3));
    const a = f64x2.promote_low_f32x4(both);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(both, both, 2, 3, 2, 3));
    const re = v128.shuffle<f64>(a, b, 0, 2);
    const im = v128.shuffle<f64>(a, b, 1, 3);
    const roots = f64x2.sqrt(f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im)));
    v128.store64_lane(target + ((<usize>i) << 2), f32x4.demote_f64x2_zero(roots), 0);
  }
  if (i < pixels) {
    const re = <f64>load<f32>(source + ((<usize>i) << 3));
    const im = <f64>load<f32>(source + ((<usize>i) << 3) + 4);
    store<f32>(target + ((<usize>i) << 2), <f32>sqrt<f64>(re * re + im * im));
  }
}

/** See `countNonFinite` in reference-kernels.ts. */
export function countNonFinite(pointer: usize, count: i32): i32 {
  const zero = f32x4.splat(0);
  let counts = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const values = v128.load(pointer + ((<usize>i) << 2));
    counts = i32x4.sub(counts, f32x4.ne(f32x4.sub(values, values), zero)); // -1 if a value is not finite.
  }
  let found =
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) +
    i32x4.extract_lane(counts, 3);
  for (; i < count; i++) {
    const value = load<f32>(pointer + ((<usize>i) << 2));
    if (value - value !== 0) found++;
  }
  return found;
}

/** See `finiteMaximum` in reference-kernels.ts. */
export function finiteMaximum(pointer: usize, count: i32): f32 {
  const infinities = f32x4.splat(Infinity);
  let most = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const values = v128.load(pointer + ((<usize>i) << 2));
    most = f32x4.pmax(most, v128.and(values, f32x4.lt(values, infinities))); // Comparisons with NaN are false.
  }
  let found = max<f32>(
    max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  for (; i < count; i++) {
    const value = load<f32>(pointer + ((<usize>i) << 2));
    if (value > found && value < <f32>Infinity) found = value;
  }
  return found;
}

/** A complex sample in float64. */
function sample(pointer: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(pointer));
}

/** See `correlate` in reference-kernels.ts; in float64. */
export function correlate(fixed: usize, moving: usize, count: i32, shifts: i32, sums: usize): void {
  let shift = 0;
  for (; shift + 4 <= shifts; shift += 4)
    correlateFour(fixed, moving + ((<usize>shift) << 3), count, sums + ((<usize>shift) << 4));
  for (; shift < shifts; shift++)
    correlateOne(fixed, moving + ((<usize>shift) << 3), count, sums + ((<usize>shift) << 4));
}

/** Four shifts at a time, which share the samples that do not move. */
function correlateFour(fixed: usize, moving: usize, count: i32, sums: usize): void {
  const end = fixed + ((<usize>count) << 3);
  // Products with the real and the imaginary part of a sample are summed separately, and combined at the end.
  let re0 = f64x2.splat(0);
  let re1 = f64x2.splat(0);
  let re2 = f64x2.splat(0);
  let re3 = f64x2.splat(0);
  let im0 = f64x2.splat(0);
  let im1 = f64x2.splat(0);
  let im2 = f64x2.splat(0);
  let im3 = f64x2.splat(0);
  for (let at = fixed; at < end; at += 8) {
    const u = sample(at);
    const re = v128.shuffle<f64>(u, u, 0, 0);
    const im = v128.shuffle<f64>(u, u, 1, 1);
    const a = sample(moving);
    re0 = addDoubles(re0, a, re);
    im0 = addDoubles(im0, a, im);
    const b = sample(moving + 8);
    re1 = addDoubles(re1, b, re);
    im1 = addDoubles(im1, b, im);
    const c = sample(moving + 16);
    re2 = addDoubles(re2, c, re);
    im2 = addDoubles(im2, c, im);
    const d = sample(moving + 24);
    re3 = addDoubles(re3, d, re);
    im3 = addDoubles(im3, d, im);
    moving += 8;
  }
  storeCorrelation(sums, re0, im0);
  storeCorrelation(sums + 16, re1, im1);
  storeCorrelation(sums + 32, re2, im2);
  storeCorrelation(sums + 48, re3, im3);
}

function correlateOne(fixed: usize, moving: usize, count: i32, sums: usize): void {
  const end = fixed + ((<usize>count) << 3);
  let re0 = f64x2.splat(0);
  let im0 = f64x2.splat(0);
  let re1 = f64x2.splat(0);
  let im1 = f64x2.splat(0);
  let at = fixed;
  for (; at + 16 <= end; at += 16, moving += 16) {
    const u = sample(at);
    const a = sample(moving);
    re0 = addDoubles(re0, a, v128.shuffle<f64>(u, u, 0, 0));
    im0 = addDoubles(im0, a, v128.shuffle<f64>(u, u, 1, 1));
    const v = sample(at + 8);
    const b = sample(moving + 8);
    re1 = addDoubles(re1, b, v128.shuffle<f64>(v, v, 0, 0));
    im1 = addDoubles(im1, b, v128.shuffle<f64>(v, v, 1, 1));
  }
  if (at < end) {
    const u = sample(at);
    const a = sample(moving);
    re0 = addDoubles(re0, a, v128.shuffle<f64>(u, u, 0, 0));
    im0 = addDoubles(im0, a, v128.shuffle<f64>(u, u, 1, 1));
  }
  storeCorrelation(sums, f64x2.add(re0, re1), f64x2.add(im0, im1));
}

/** Stores Σ conj(u) v, from the sums of v times real and times imaginary parts of u. */
function storeCorrelation(at: usize, re: v128, im: v128): void {
  store<f64>(at, f64x2.extract_lane(re, 0) + f64x2.extract_lane(im, 1));
  store<f64>(at, f64x2.extract_lane(re, 1) - f64x2.extract_lane(im, 0), 8);
}

/** See `multiply` in reference-kernels.ts. */
export function multiply(a: usize, b: usize, target: usize, pixels: i32): void {
  const signs = i32x4(0x80000000, 0, 0x80000000, 0);
  const end = a + ((<usize>pixels) << 3);
  for (; a + 16 <= end; a += 16, b += 16, target += 16)
    v128.store(target, complexProduct(v128.load(a), v128.load(b), signs));
  if (a < end) v128.store64_lane(target, complexProduct(v128.load64_zero(a), v128.load64_zero(b), signs), 0);
}

/** See `addTimesConjugate` in reference-kernels.ts. */
export function addTimesConjugate(a: usize, b: usize, sums: usize, pixels: i32): void {
  const signs = i32x4(0, 0x80000000, 0, 0x80000000);
  const end = a + ((<usize>pixels) << 3);
  for (; a + 16 <= end; a += 16, b += 16, sums += 16) {
    const term = complexProduct(v128.load(a), v128.load(b), signs);
    v128.store(sums, f32x4.add(v128.load(sums), term));
  }
  if (a >= end) return;
  const term = complexProduct(v128.load64_zero(a), v128.load64_zero(b), signs);
  v128.store64_lane(sums, f32x4.add(v128.load64_zero(sums), term), 0);
}

/** See `addProducts` in reference-kernels.ts. */
export function addProducts(a: usize, b: usize, sums: usize, pixels: i32): void {
  const signs = i32x4(0x80000000, 0, 0x80000000, 0);
  const end = a + ((<usize>pixels) << 3);
  for (; a + 16 <= end; a += 16, b += 16, sums += 16) {
    const term = complexProduct(v128.load(a), v128.load(b), signs);
    v128.store(sums, f32x4.add(v128.load(sums), term));
  }
  if (a >= end) return;
  const term = complexProduct(v128.load64_zero(a), v128.load64_zero(b), signs);
  v128.store64_lane(sums, f32x4.add(v128.load64_zero(sums), term), 0);
}

/** @param signs changes the sign of the products of unlike parts: of the real parts, or, with conj(b), of the others */
function complexProduct(a: v128, b: v128, signs: v128): v128 {
  const turned = f32x4.mul(v128.shuffle<f32>(a, a, 1, 0, 3, 2), v128.shuffle<f32>(b, b, 1, 1, 3, 3));
  return addProduct(v128.xor(turned, signs), a, v128.shuffle<f32>(b, b, 0, 0, 2, 2));
}

/** See `clearLines` in reference-kernels.ts. */
export function clearLines(data: usize, mask: usize, lines: i32, samples: i32): void {
  const bytes = (<usize>samples) << 3;
  for (let line = 0; line < lines; line++) {
    if (load<u8>(mask + <usize>line) === 0) memory.fill(data + <usize>line * bytes, 0, bytes);
  }
}

function product(re: v128, im: v128): v128 {
  const turned = v128.xor(v128.shuffle<f32>(im, im, 1, 0, 3, 2), i32x4(0x80000000, 0, 0x80000000, 0));
  return f32x4.add(re, turned);
}

/** See `transformCoils` in reference-kernels.ts. */
export function transformCoils(
  matrix: usize,
  source: usize,
  target: usize,
  coilsIn: i32,
  coilsOut: i32,
  samples: i32,
): void {
  transformSpacedCoils(matrix, source, samples << 3, target, coilsIn, coilsOut, samples);
}

/** The same for lines whose starts are `spacing` bytes apart, see `lineSpacing`. The target's are contiguous. */
export function transformSpacedCoils(
  matrix: usize,
  source: usize,
  spacing: i32,
  target: usize,
  coilsIn: i32,
  coilsOut: i32,
  samples: i32,
): void {
  const line = (<usize>samples) << 3;
  const step = <usize>spacing;
  const column = (<usize>coilsOut) << 3;
  for (let j = 0; j < coilsOut; j++) {
    const weights = matrix + ((<usize>j) << 3);
    // Skips zeros at the end of the column: whitening matrices are upper triangular.
    let rows = coilsIn;
    while (rows > 0 && load<i64>(weights + <usize>(rows - 1) * column) === 0) rows--;
    const out = target + <usize>j * line;
    let s: usize = 0;
    // Products with the real and the imaginary part of a weight are summed separately, and combined at the end.
    for (; s + 64 <= line; s += 64) {
      let re0 = f32x4.splat(0);
      let re1 = f32x4.splat(0);
      let re2 = f32x4.splat(0);
      let re3 = f32x4.splat(0);
      let im0 = f32x4.splat(0);
      let im1 = f32x4.splat(0);
      let im2 = f32x4.splat(0);
      let im3 = f32x4.splat(0);
      let from = source + s;
      let weight = weights;
      for (let i = 0; i < rows; i++) {
        // A coil with zero weight must not contribute to the sum: its samples may be NaN.
        if (load<i64>(weight) !== 0) {
          const re = v128.load32_splat(weight);
          const im = v128.load32_splat(weight, 4);
          const a = v128.load(from);
          const b = v128.load(from, 16);
          const c = v128.load(from, 32);
          const d = v128.load(from, 48);
          re0 = addProduct(re0, a, re);
          im0 = addProduct(im0, a, im);
          re1 = addProduct(re1, b, re);
          im1 = addProduct(im1, b, im);
          re2 = addProduct(re2, c, re);
          im2 = addProduct(im2, c, im);
          re3 = addProduct(re3, d, re);
          im3 = addProduct(im3, d, im);
        }
        from += step;
        weight += column;
      }
      v128.store(out + s, product(re0, im0));
      v128.store(out + s, product(re1, im1), 16);
      v128.store(out + s, product(re2, im2), 32);
      v128.store(out + s, product(re3, im3), 48);
    }
    for (; s < line; s += 16) {
      let sumRe = f32x4.splat(0);
      let sumIm = f32x4.splat(0);
      let from = source + s;
      let weight = weights;
      for (let i = 0; i < rows; i++) {
        if (load<i64>(weight) !== 0) {
          const a = v128.load(from);
          sumRe = addProduct(sumRe, a, v128.load32_splat(weight));
          sumIm = addProduct(sumIm, a, v128.load32_splat(weight, 4));
        }
        from += step;
        weight += column;
      }
      v128.store(out + s, product(sumRe, sumIm));
    }
  }
}
