import { addProduct } from "./products.assembly";

/** See `regridLines` in reference-kernels.ts. */
export function regridLines(
  matrix: usize,
  source: usize,
  terms: usize,
  target: usize,
  coils: i32,
  samples: i32,
  count: i32,
  pixels: i32,
): void {
  for (let coil = 0; coil < coils; coil++) {
    sumTerms(source, terms, samples, count);
    multiplyTerms(matrix, terms, target, count, pixels);
    source += (<usize>samples) << 3;
    target += (<usize>pixels) << 3;
  }
}

/** Writes the factors a and b of each term, complex. */
function sumTerms(source: usize, terms: usize, samples: i32, count: i32): void {
  let last = source + ((<usize>(samples - 1)) << 3);
  for (let term = 0; term < count; term++, source += 8, last -= 8, terms += 16) {
    const re = load<f32>(source);
    const im = load<f32>(source, 4);
    const isPair = count < samples && last !== source;
    const otherRe = isPair ? load<f32>(last) : 0;
    const otherIm = isPair ? load<f32>(last, 4) : 0;
    const isMiddle = count < samples && last === source;
    store<f32>(terms, re + otherRe);
    store<f32>(terms, im + otherIm, 4);
    store<f32>(terms, isMiddle ? 0 : otherIm - im, 8);
    store<f32>(terms, isMiddle ? 0 : re - otherRe, 12);
  }
}

/** Eight pixels at a time. */
function multiplyTerms(matrix: usize, terms: usize, target: usize, count: i32, pixels: i32): void {
  const row = (<usize>pixels) << 2;
  for (let first: usize = 0; first < row; first += 32, target += 64) {
    let re0 = f32x4.splat(0);
    let re1 = f32x4.splat(0);
    let im0 = f32x4.splat(0);
    let im1 = f32x4.splat(0);
    let from = matrix + first;
    let term = terms;
    for (let i = 0; i < count; i++, from += 2 * row, term += 16) {
      const real0 = v128.load(from);
      const real1 = v128.load(from, 16);
      const imag0 = v128.load(from + row);
      const imag1 = v128.load(from + row, 16);
      const aRe = v128.load32_splat(term);
      const aIm = v128.load32_splat(term, 4);
      const bRe = v128.load32_splat(term, 8);
      const bIm = v128.load32_splat(term, 12);
      re0 = f32x4.add(re0, addProduct(f32x4.mul(aRe, real0), bRe, imag0));
      re1 = f32x4.add(re1, addProduct(f32x4.mul(aRe, real1), bRe, imag1));
      im0 = f32x4.add(im0, addProduct(f32x4.mul(aIm, real0), bIm, imag0));
      im1 = f32x4.add(im1, addProduct(f32x4.mul(aIm, real1), bIm, imag1));
    }
    v128.store(target, v128.shuffle<f32>(re0, im0, 0, 4, 1, 5));
    v128.store(target, v128.shuffle<f32>(re0, im0, 2, 6, 3, 7), 16);
    v128.store(target, v128.shuffle<f32>(re1, im1, 0, 4, 1, 5), 32);
    v128.store(target, v128.shuffle<f32>(re1, im1, 2, 6, 3, 7), 48);
  }
}
