// Butterflies. The input is `count` groups of `stride` samples, whose members are count · stride apart. The results are
// stored consecutively, `stride` apart, multiplied by the group's twiddles; the last stage has a single group, which
// needs none.

import { addProduct, subtractProduct } from "./products.assembly";

export function radix2(from: usize, to: usize, count: i32, stride: i32, twiddles: usize): void {
  const step = (<usize>(count * stride)) << 5;
  const out = (<usize>stride) << 5;
  for (let group = 0; group < count; group++) {
    for (const end = to + out; to < end; to += 32) {
      const re0 = v128.load(from);
      const im0 = v128.load(from, 16);
      const re1 = v128.load(from + step);
      const im1 = v128.load(from + step, 16);
      put(to, add(re0, re1), add(im0, im1));
      turn(to + out, sub(re0, re1), sub(im0, im1), twiddles, count);
      from += 32;
    }
    to += out;
    twiddles += 8;
  }
}

export function radix3(from: usize, to: usize, count: i32, stride: i32, twiddles: usize): void {
  const step = (<usize>(count * stride)) << 5;
  const out = (<usize>stride) << 5;
  const half = f32x4.splat(0.5);
  const sine = f32x4.splat(0.8660254037844386);
  for (let group = 0; group < count; group++) {
    for (const end = to + out; to < end; to += 32) {
      const re0 = v128.load(from);
      const im0 = v128.load(from, 16);
      const re1 = v128.load(from + step);
      const im1 = v128.load(from + step, 16);
      const re2 = v128.load(from + 2 * step);
      const im2 = v128.load(from + 2 * step, 16);
      const sumRe = add(re1, re2);
      const sumIm = add(im1, im2);
      const evenRe = subtractProduct(re0, sumRe, half);
      const evenIm = subtractProduct(im0, sumIm, half);
      const oddRe = mul(sub(re1, re2), sine);
      const oddIm = mul(sub(im1, im2), sine);
      put(to, add(re0, sumRe), add(im0, sumIm));
      turn(to + out, add(evenRe, oddIm), sub(evenIm, oddRe), twiddles, count);
      turn(to + 2 * out, sub(evenRe, oddIm), add(evenIm, oddRe), twiddles + 8, count);
      from += 32;
    }
    to += 2 * out;
    twiddles += 16;
  }
}

export function radix4(from: usize, to: usize, count: i32, stride: i32, twiddles: usize): void {
  const step = (<usize>(count * stride)) << 5;
  const out = (<usize>stride) << 5;
  for (let group = 0; group < count; group++) {
    for (const end = to + out; to < end; to += 32) {
      const re0 = v128.load(from);
      const im0 = v128.load(from, 16);
      const re1 = v128.load(from + step);
      const im1 = v128.load(from + step, 16);
      const re2 = v128.load(from + 2 * step);
      const im2 = v128.load(from + 2 * step, 16);
      const re3 = v128.load(from + 3 * step);
      const im3 = v128.load(from + 3 * step, 16);
      const sumRe02 = add(re0, re2);
      const sumIm02 = add(im0, im2);
      const difRe02 = sub(re0, re2);
      const difIm02 = sub(im0, im2);
      const sumRe13 = add(re1, re3);
      const sumIm13 = add(im1, im3);
      const difRe13 = sub(re1, re3);
      const difIm13 = sub(im1, im3);
      put(to, add(sumRe02, sumRe13), add(sumIm02, sumIm13));
      turn(to + out, add(difRe02, difIm13), sub(difIm02, difRe13), twiddles, count);
      turn(to + 2 * out, sub(sumRe02, sumRe13), sub(sumIm02, sumIm13), twiddles + 8, count);
      turn(to + 3 * out, sub(difRe02, difIm13), add(difIm02, difRe13), twiddles + 16, count);
      from += 32;
    }
    to += 3 * out;
    twiddles += 24;
  }
}

export function radix5(from: usize, to: usize, count: i32, stride: i32, twiddles: usize): void {
  const step = (<usize>(count * stride)) << 5;
  const out = (<usize>stride) << 5;
  const cos1 = f32x4.splat(0.30901699437494745);
  const cos2 = f32x4.splat(-0.8090169943749473);
  const sin1 = f32x4.splat(0.9510565162951535);
  const sin2 = f32x4.splat(0.5877852522924732);
  for (let group = 0; group < count; group++) {
    for (const end = to + out; to < end; to += 32) {
      const re0 = v128.load(from);
      const im0 = v128.load(from, 16);
      const re1 = v128.load(from + step);
      const im1 = v128.load(from + step, 16);
      const re2 = v128.load(from + 2 * step);
      const im2 = v128.load(from + 2 * step, 16);
      const re3 = v128.load(from + 3 * step);
      const im3 = v128.load(from + 3 * step, 16);
      const re4 = v128.load(from + 4 * step);
      const im4 = v128.load(from + 4 * step, 16);
      const sumRe14 = add(re1, re4);
      const sumIm14 = add(im1, im4);
      const difRe14 = sub(re1, re4);
      const difIm14 = sub(im1, im4);
      const sumRe23 = add(re2, re3);
      const sumIm23 = add(im2, im3);
      const difRe23 = sub(re2, re3);
      const difIm23 = sub(im2, im3);
      put(to, add(re0, add(sumRe14, sumRe23)), add(im0, add(sumIm14, sumIm23)));
      const evenRe1 = add(re0, addProduct(mul(sumRe14, cos1), sumRe23, cos2));
      const evenIm1 = add(im0, addProduct(mul(sumIm14, cos1), sumIm23, cos2));
      const oddRe1 = addProduct(mul(difRe14, sin1), difRe23, sin2);
      const oddIm1 = addProduct(mul(difIm14, sin1), difIm23, sin2);
      turn(to + out, add(evenRe1, oddIm1), sub(evenIm1, oddRe1), twiddles, count);
      turn(to + 4 * out, sub(evenRe1, oddIm1), add(evenIm1, oddRe1), twiddles + 24, count);
      const evenRe2 = add(re0, addProduct(mul(sumRe14, cos2), sumRe23, cos1));
      const evenIm2 = add(im0, addProduct(mul(sumIm14, cos2), sumIm23, cos1));
      const oddRe2 = subtractProduct(mul(difRe14, sin2), difRe23, sin1);
      const oddIm2 = subtractProduct(mul(difIm14, sin2), difIm23, sin1);
      turn(to + 2 * out, add(evenRe2, oddIm2), sub(evenIm2, oddRe2), twiddles + 8, count);
      turn(to + 3 * out, sub(evenRe2, oddIm2), add(evenIm2, oddRe2), twiddles + 16, count);
      from += 32;
    }
    to += 4 * out;
    twiddles += 32;
  }
}

export function radix8(from: usize, to: usize, count: i32, stride: i32, twiddles: usize): void {
  const step = (<usize>(count * stride)) << 5;
  const out = (<usize>stride) << 5;
  const root = f32x4.splat(0.7071067811865476);
  for (let group = 0; group < count; group++) {
    for (const end = to + out; to < end; to += 32) {
      const re0 = v128.load(from);
      const im0 = v128.load(from, 16);
      const re4 = v128.load(from + 4 * step);
      const im4 = v128.load(from + 4 * step, 16);
      const sumRe04 = add(re0, re4);
      const sumIm04 = add(im0, im4);
      const difRe04 = sub(re0, re4);
      const difIm04 = sub(im0, im4);
      const re2 = v128.load(from + 2 * step);
      const im2 = v128.load(from + 2 * step, 16);
      const re6 = v128.load(from + 6 * step);
      const im6 = v128.load(from + 6 * step, 16);
      const sumRe26 = add(re2, re6);
      const sumIm26 = add(im2, im6);
      const difRe26 = sub(re2, re6);
      const difIm26 = sub(im2, im6);
      // The transform of the four even samples.
      const evenRe0 = add(sumRe04, sumRe26);
      const evenIm0 = add(sumIm04, sumIm26);
      const evenRe1 = add(difRe04, difIm26);
      const evenIm1 = sub(difIm04, difRe26);
      const evenRe2 = sub(sumRe04, sumRe26);
      const evenIm2 = sub(sumIm04, sumIm26);
      const evenRe3 = sub(difRe04, difIm26);
      const evenIm3 = add(difIm04, difRe26);
      const re1 = v128.load(from + step);
      const im1 = v128.load(from + step, 16);
      const re5 = v128.load(from + 5 * step);
      const im5 = v128.load(from + 5 * step, 16);
      const sumRe15 = add(re1, re5);
      const sumIm15 = add(im1, im5);
      const difRe15 = sub(re1, re5);
      const difIm15 = sub(im1, im5);
      const re3 = v128.load(from + 3 * step);
      const im3 = v128.load(from + 3 * step, 16);
      const re7 = v128.load(from + 7 * step);
      const im7 = v128.load(from + 7 * step, 16);
      const sumRe37 = add(re3, re7);
      const sumIm37 = add(im3, im7);
      const difRe37 = sub(re3, re7);
      const difIm37 = sub(im3, im7);
      // The transform of the four odd samples, each multiplied by its eighth root of unity.
      const oddRe0 = add(sumRe15, sumRe37);
      const oddIm0 = add(sumIm15, sumIm37);
      const oddRe2 = sub(sumIm15, sumIm37);
      const oddIm2 = sub(sumRe37, sumRe15);
      const plainRe1 = add(difRe15, difIm37);
      const plainIm1 = sub(difIm15, difRe37);
      const oddRe1 = mul(add(plainRe1, plainIm1), root);
      const oddIm1 = mul(sub(plainIm1, plainRe1), root);
      const plainRe3 = sub(difRe15, difIm37);
      const plainIm3 = add(difIm15, difRe37);
      const oddRe3 = mul(sub(plainIm3, plainRe3), root);
      const oddIm3 = mul(add(plainRe3, plainIm3), root); // Negated.
      put(to, add(evenRe0, oddRe0), add(evenIm0, oddIm0));
      turn(to + 4 * out, sub(evenRe0, oddRe0), sub(evenIm0, oddIm0), twiddles + 24, count);
      turn(to + out, add(evenRe1, oddRe1), add(evenIm1, oddIm1), twiddles, count);
      turn(to + 5 * out, sub(evenRe1, oddRe1), sub(evenIm1, oddIm1), twiddles + 32, count);
      turn(to + 2 * out, add(evenRe2, oddRe2), add(evenIm2, oddIm2), twiddles + 8, count);
      turn(to + 6 * out, sub(evenRe2, oddRe2), sub(evenIm2, oddIm2), twiddles + 40, count);
      turn(to + 3 * out, add(evenRe3, oddRe3), sub(evenIm3, oddIm3), twiddles + 16, count);
      turn(to + 7 * out, sub(evenRe3, oddRe3), add(evenIm3, oddIm3), twiddles + 48, count);
      from += 32;
    }
    to += 7 * out;
    twiddles += 56;
  }
}

/**
 * Any odd radix r, by definition; x_j and x_{r−j} share their products.
 * @param roots e^{2πij/r}, followed by scratch memory for the sums and differences of r − 1 samples
 */
export function radixOdd(
  radix: i32,
  from: usize,
  to: usize,
  count: i32,
  stride: i32,
  twiddles: usize,
  roots: usize,
): void {
  const step = (<usize>(count * stride)) << 5;
  const out = (<usize>stride) << 5;
  const half = radix >> 1;
  const pairs = roots + ((<usize>radix * 8 + 15) & ~15);
  const pairsEnd = pairs + ((<usize>half) << 6);
  for (let group = 0; group < count; group++) {
    for (const end = to + out; to < end; to += 32) {
      const re0 = v128.load(from);
      const im0 = v128.load(from, 16);
      let totalRe = re0;
      let totalIm = im0;
      let low = from + step;
      let high = from + <usize>(radix - 1) * step;
      for (let pair = pairs; pair < pairsEnd; pair += 64) {
        const lowRe = v128.load(low);
        const lowIm = v128.load(low, 16);
        const highRe = v128.load(high);
        const highIm = v128.load(high, 16);
        const sumRe = add(lowRe, highRe);
        const sumIm = add(lowIm, highIm);
        totalRe = add(totalRe, sumRe);
        totalIm = add(totalIm, sumIm);
        v128.store(pair, sumRe);
        v128.store(pair, sumIm, 16);
        v128.store(pair, sub(lowRe, highRe), 32);
        v128.store(pair, sub(lowIm, highIm), 48);
        low += step;
        high -= step;
      }
      put(to, totalRe, totalIm);
      for (let k = 1; k <= half; k++) {
        let evenRe = re0;
        let evenIm = im0;
        let oddRe = f32x4.splat(0);
        let oddIm = f32x4.splat(0);
        let turns = 0;
        for (let pair = pairs; pair < pairsEnd; pair += 64) {
          turns += k;
          if (turns >= radix) turns -= radix;
          const cosine = v128.load32_splat(roots + ((<usize>turns) << 3));
          const sine = v128.load32_splat(roots + ((<usize>turns) << 3), 4);
          evenRe = addProduct(evenRe, v128.load(pair), cosine);
          evenIm = addProduct(evenIm, v128.load(pair, 16), cosine);
          oddRe = addProduct(oddRe, v128.load(pair, 32), sine);
          oddIm = addProduct(oddIm, v128.load(pair, 48), sine);
        }
        const mirrored = radix - k;
        const at = to + <usize>k * out;
        const mirroredAt = to + <usize>mirrored * out;
        turn(at, add(evenRe, oddIm), sub(evenIm, oddRe), twiddles + ((<usize>(k - 1)) << 3), count);
        turn(mirroredAt, sub(evenRe, oddIm), add(evenIm, oddRe), twiddles + ((<usize>(mirrored - 1)) << 3), count);
      }
      from += 32;
    }
    to += <usize>(radix - 1) * out;
    twiddles += (<usize>(radix - 1)) << 3;
  }
}

function put(to: usize, re: v128, im: v128): void {
  v128.store(to, re);
  v128.store(to, im, 16);
}

/** Stores four samples times a twiddle, which is one in the last stage. */
function turn(to: usize, re: v128, im: v128, twiddle: usize, groups: i32): void {
  if (groups === 1) {
    put(to, re, im);
    return;
  }
  const cosine = v128.load32_splat(twiddle);
  const sine = v128.load32_splat(twiddle, 4);
  put(to, subtractProduct(mul(re, cosine), im, sine), addProduct(mul(re, sine), im, cosine));
}

function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}
