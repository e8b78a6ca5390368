// Centred transforms in AssemblyScript: Stockham's self-sorting algorithm, of mixed radix, on four lines at a time. A tile
// holds sample after sample the real parts of its four lines and then their imaginary parts, 32 bytes in all, so that
// butterflies need no shuffles. twins.transform says what comes out.
//
// A plan is a record of 32-bit integers: length, tile (a pointer to two tiles, one after the other), count of stages, and
// for each stage radix, span, twiddles (a pointer) and roots (a pointer, for radices without a butterfly of their own).
//
// D. H. Bailey, A high-performance FFT algorithm for vector supercomputers, 1988 (Stockham's algorithm).

const STAGES: usize = 12;
const STAGE: usize = 16;

/** Lines in memory: sample i of line l is at `data` + i · sampleStep + l · lineStep, in bytes. */
// @ts-ignore: decorators are AssemblyScript's
@unmanaged
class Lines {
  data: usize;
  samples: i32;
  center: i32;
  sampleStep: usize;
  lineStep: usize;
}

/**
 * twins.transform
 * @param swapped whether real and imaginary part change places on the way in and out, which makes the inverse transform
 */
export function transform(plan: usize, source: Lines, target: Lines, count: i32, factor: f32, swapped: bool): void {
  const length = load<i32>(plan);
  const tile = load<usize>(plan, 4);
  for (let line = 0; line < count; line += 4) {
    const lanes = min(4, count - line);
    gather(source, source.data + (<usize>line) * source.lineStep, lanes, tile, length, swapped ? 16 : 0);
    const done = stages(plan, tile, length);
    scatter(target, target.data + (<usize>line) * target.lineStep, lanes, done, length, factor, swapped ? 16 : 0);
  }
}

/** Runs the stages, to and fro between the two tiles, and returns the tile that holds the result. */
function stages(plan: usize, tile: usize, length: i32): usize {
  let from = tile;
  let to = tile + ((<usize>length) << 5);
  let rest = length;
  let stride = 1;
  const end = plan + STAGES + (<usize>load<i32>(plan, 8)) * STAGE;
  for (let stage = plan + STAGES; stage < end; stage += STAGE) {
    const radix = load<i32>(stage);
    const twiddles = load<usize>(stage, 8);
    rest /= radix;
    if (radix == 4) radix4(from, to, rest, stride, twiddles);
    else if (radix == 8) radix8(from, to, rest, stride, twiddles);
    else if (radix == 2) radix2(from, to, rest, stride, twiddles);
    else if (radix == 3) radix3(from, to, rest, stride, twiddles);
    else if (radix == 5) radix5(from, to, rest, stride, twiddles);
    else radixOdd(radix, from, to, rest, stride, twiddles, load<usize>(stage, 12));
    stride *= radix;
    const other = from;
    from = to;
    to = other;
  }
  return from;
}

/** Into a tile, the centre first and what lies before it last; zeros where the lines have no sample. */
function gather(lines: Lines, data: usize, lanes: i32, tile: usize, length: i32, realAt: usize): void {
  const after = min(length - (length >> 1), lines.samples - lines.center);
  const before = min(length >> 1, lines.center);
  const center = data + (<usize>lines.center) * lines.sampleStep;
  gatherStretch(lines, center, lanes, tile, after, realAt);
  const zeros = tile + ((<usize>after) << 5);
  const rest = tile + ((<usize>(length - before)) << 5);
  memory.fill(zeros, 0, rest - zeros);
  gatherStretch(lines, center - (<usize>before) * lines.sampleStep, lanes, rest, before, realAt);
}

function gatherStretch(lines: Lines, from: usize, lanes: i32, to: usize, samples: i32, realAt: usize): void {
  if (lanes == 4 && lines.lineStep == 8) gatherColumns(from, lines.sampleStep, to, samples, realAt);
  else if (lines.sampleStep == 8) gatherLines(from, lines.lineStep, lanes, to, samples, realAt);
  else gatherEach(lines, from, lanes, to, samples, realAt);
}

/** Four neighbouring columns. */
function gatherColumns(from: usize, step: usize, to: usize, samples: i32, realAt: usize): void {
  const imaginaryAt: usize = 16 - realAt;
  const end = to + ((<usize>samples) << 5);
  for (; to < end; to += 32) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    v128.store(to + realAt, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
    v128.store(to + imaginaryAt, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
    from += step;
  }
}

/** Contiguous lines. Lanes without a line of their own repeat the last. */
function gatherLines(from: usize, step: usize, lanes: i32, to: usize, samples: i32, realAt: usize): void {
  const imaginaryAt: usize = 16 - realAt;
  let p0 = from;
  let p1 = from + (lanes > 1 ? step : 0);
  let p2 = p1 + (lanes > 2 ? step : 0);
  let p3 = p2 + (lanes > 3 ? step : 0);
  const end = to + ((<usize>(samples & ~1)) << 5);
  for (; to < end; to += 64) {
    const a = v128.load(p0);
    const b = v128.load(p1);
    const c = v128.load(p2);
    const d = v128.load(p3);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const nextAb = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const nextCd = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to + realAt, v128.shuffle<i64>(ab, cd, 0, 2));
    v128.store(to + imaginaryAt, v128.shuffle<i64>(ab, cd, 1, 3));
    v128.store(to + realAt, v128.shuffle<i64>(nextAb, nextCd, 0, 2), 32);
    v128.store(to + imaginaryAt, v128.shuffle<i64>(nextAb, nextCd, 1, 3), 32);
    p0 += 16;
    p1 += 16;
    p2 += 16;
    p3 += 16;
  }
  if ((samples & 1) == 0) return;
  const ab = v128.shuffle<f32>(v128.load64_zero(p0), v128.load64_zero(p1), 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(v128.load64_zero(p2), v128.load64_zero(p3), 0, 4, 1, 5);
  v128.store(to + realAt, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + imaginaryAt, v128.shuffle<i64>(ab, cd, 1, 3));
}

/** Lines of any steps, and columns that are fewer than four. */
function gatherEach(lines: Lines, from: usize, lanes: i32, to: usize, samples: i32, realAt: usize): void {
  const imaginaryAt: usize = 16 - realAt;
  for (let i = 0; i < samples; i++) {
    for (let lane = 0; lane < 4; lane++) {
      const sample = from + (<usize>min(lane, lanes - 1)) * lines.lineStep;
      store<f32>(to + realAt + ((<usize>lane) << 2), load<f32>(sample));
      store<f32>(to + imaginaryAt + ((<usize>lane) << 2), load<f32>(sample, 4));
    }
    from += lines.sampleStep;
    to += 32;
  }
}

/** Out of a tile, times a factor; the way back from {@link gather}. */
function scatter(
  lines: Lines,
  data: usize,
  lanes: i32,
  tile: usize,
  length: i32,
  factor: f32,
  realAt: usize,
): void {
  const after = min(length - (length >> 1), lines.samples - lines.center);
  const before = min(length >> 1, lines.center);
  const center = data + (<usize>lines.center) * lines.sampleStep;
  const end = lines.center + after;
  scatterStretch(lines, tile, center, lanes, after, factor, realAt);
  const rest = tile + ((<usize>(length - before)) << 5);
  scatterStretch(lines, rest, center - (<usize>before) * lines.sampleStep, lanes, before, factor, realAt);
  clear(lines, data, lanes, lines.center - before);
  clear(lines, data + (<usize>end) * lines.sampleStep, lanes, lines.samples - end);
}

function scatterStretch(lines: Lines, from: usize, to: usize, lanes: i32, samples: i32, factor: f32, realAt: usize): void {
  if (lanes == 4 && lines.lineStep == 8) scatterColumns(from, to, lines.sampleStep, samples, factor, realAt);
  else if (lines.sampleStep == 8) scatterLines(from, to, lines.lineStep, lanes, samples, factor, realAt);
  else scatterEach(lines, from, to, lanes, samples, factor, realAt);
}

function scatterColumns(from: usize, to: usize, step: usize, samples: i32, factor: f32, realAt: usize): void {
  const imaginaryAt: usize = 16 - realAt;
  const factors = f32x4.splat(factor);
  const end = from + ((<usize>samples) << 5);
  for (; from < end; from += 32) {
    const re = f32x4.mul(v128.load(from + realAt), factors);
    const im = f32x4.mul(v128.load(from + imaginaryAt), factors);
    v128.store(to, v128.shuffle<f32>(re, im, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<f32>(re, im, 2, 6, 3, 7), 16);
    to += step;
  }
}

/** Lanes without a line of their own write what the last wrote. */
function scatterLines(from: usize, to: usize, step: usize, lanes: i32, samples: i32, factor: f32, realAt: usize): void {
  const imaginaryAt: usize = 16 - realAt;
  const factors = f32x4.splat(factor);
  let p0 = to;
  let p1 = to + (lanes > 1 ? step : 0);
  let p2 = p1 + (lanes > 2 ? step : 0);
  let p3 = p2 + (lanes > 3 ? step : 0);
  const end = from + ((<usize>(samples & ~1)) << 5);
  for (; from < end; from += 64) {
    const re = f32x4.mul(v128.load(from + realAt), factors);
    const im = f32x4.mul(v128.load(from + imaginaryAt), factors);
    const nextRe = f32x4.mul(v128.load(from + realAt, 32), factors);
    const nextIm = f32x4.mul(v128.load(from + imaginaryAt, 32), factors);
    const low = v128.shuffle<f32>(re, im, 0, 4, 1, 5);
    const high = v128.shuffle<f32>(re, im, 2, 6, 3, 7);
    const nextLow = v128.shuffle<f32>(nextRe, nextIm, 0, 4, 1, 5);
    const nextHigh = v128.shuffle<f32>(nextRe, nextIm, 2, 6, 3, 7);
    v128.store(p0, v128.shuffle<i64>(low, nextLow, 0, 2));
    v128.store(p1, v128.shuffle<i64>(low, nextLow, 1, 3));
    v128.store(p2, v128.shuffle<i64>(high, nextHigh, 0, 2));
    v128.store(p3, v128.shuffle<i64>(high, nextHigh, 1, 3));
    p0 += 16;
    p1 += 16;
    p2 += 16;
    p3 += 16;
  }
  if ((samples & 1) == 0) return;
  const re = f32x4.mul(v128.load(from + realAt), factors);
  const im = f32x4.mul(v128.load(from + imaginaryAt), factors);
  const low = v128.shuffle<f32>(re, im, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(re, im, 2, 6, 3, 7);
  v128.store64_lane(p0, low, 0);
  v128.store64_lane(p1, low, 1);
  v128.store64_lane(p2, high, 0);
  v128.store64_lane(p3, high, 1);
}

/** Lines of any steps, and columns that are fewer than four. */
function scatterEach(
  lines: Lines,
  from: usize,
  to: usize,
  lanes: i32,
  samples: i32,
  factor: f32,
  realAt: usize,
): void {
  const imaginaryAt: usize = 16 - realAt;
  for (let i = 0; i < samples; i++) {
    for (let lane = 0; lane < lanes; lane++) {
      const sample = to + (<usize>lane) * lines.lineStep;
      store<f32>(sample, load<f32>(from + realAt + ((<usize>lane) << 2)) * factor);
      store<f32>(sample, load<f32>(from + imaginaryAt + ((<usize>lane) << 2)) * factor, 4);
    }
    from += 32;
    to += lines.sampleStep;
  }
}

/** Zeros where the transform has no sample. */
function clear(lines: Lines, to: usize, lanes: i32, samples: i32): void {
  for (let i = 0; i < samples; i++) {
    for (let lane = 0; lane < lanes; lane++) store<i64>(to + (<usize>lane) * lines.lineStep, 0);
    to += lines.sampleStep;
  }
}

// Butterflies. Each takes `count` groups of `stride` samples, whose members lie count · stride apart, and leaves its
// results side by side, `stride` apart, turned by the group's twiddles; the last stage has one group, which needs none.

function radix2(from: usize, to: usize, count: i32, stride: i32, twiddles: usize): void {
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

function radix3(from: usize, to: usize, count: i32, stride: i32, twiddles: usize): void {
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
      const evenRe = sub(re0, mul(sumRe, half));
      const evenIm = sub(im0, mul(sumIm, half));
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

function radix4(from: usize, to: usize, count: i32, stride: i32, twiddles: usize): void {
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

function radix5(from: usize, to: usize, count: i32, stride: i32, twiddles: usize): void {
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
      const evenRe1 = add(re0, add(mul(sumRe14, cos1), mul(sumRe23, cos2)));
      const evenIm1 = add(im0, add(mul(sumIm14, cos1), mul(sumIm23, cos2)));
      const oddRe1 = add(mul(difRe14, sin1), mul(difRe23, sin2));
      const oddIm1 = add(mul(difIm14, sin1), mul(difIm23, sin2));
      turn(to + out, add(evenRe1, oddIm1), sub(evenIm1, oddRe1), twiddles, count);
      turn(to + 4 * out, sub(evenRe1, oddIm1), add(evenIm1, oddRe1), twiddles + 24, count);
      const evenRe2 = add(re0, add(mul(sumRe14, cos2), mul(sumRe23, cos1)));
      const evenIm2 = add(im0, add(mul(sumIm14, cos2), mul(sumIm23, cos1)));
      const oddRe2 = sub(mul(difRe14, sin2), mul(difRe23, sin1));
      const oddIm2 = sub(mul(difIm14, sin2), mul(difIm23, sin1));
      turn(to + 2 * out, add(evenRe2, oddIm2), sub(evenIm2, oddRe2), twiddles + 8, count);
      turn(to + 3 * out, sub(evenRe2, oddIm2), add(evenIm2, oddRe2), twiddles + 16, count);
      from += 32;
    }
    to += 4 * out;
    twiddles += 32;
  }
}

function radix8(from: usize, to: usize, count: i32, stride: i32, twiddles: usize): void {
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
      // Four samples' transform of the even ones.
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
      // That of the odd ones, each turned by its eighth root of unity.
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
      const oddIm3 = mul(add(plainRe3, plainIm3), root); // negated
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
 * Any odd radix r, by its definition, where x_j and x_{r−j} share their products.
 * @param roots e^{2πij/r}, and behind them room for the sums and differences of r − 1 samples
 */
function radixOdd(
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
  const pairs = roots + (((<usize>radix) * 8 + 15) & ~15);
  const pairsEnd = pairs + ((<usize>half) << 6);
  for (let group = 0; group < count; group++) {
    for (const end = to + out; to < end; to += 32) {
      const re0 = v128.load(from);
      const im0 = v128.load(from, 16);
      let totalRe = re0;
      let totalIm = im0;
      let low = from + step;
      let high = from + (<usize>(radix - 1)) * step;
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
          evenRe = add(evenRe, mul(v128.load(pair), cosine));
          evenIm = add(evenIm, mul(v128.load(pair, 16), cosine));
          oddRe = add(oddRe, mul(v128.load(pair, 32), sine));
          oddIm = add(oddIm, mul(v128.load(pair, 48), sine));
        }
        const mirrored = radix - k;
        const at = to + (<usize>k) * out;
        const mirroredAt = to + (<usize>mirrored) * out;
        turn(at, add(evenRe, oddIm), sub(evenIm, oddRe), twiddles + ((<usize>(k - 1)) << 3), count);
        turn(mirroredAt, sub(evenRe, oddIm), add(evenIm, oddRe), twiddles + ((<usize>(mirrored - 1)) << 3), count);
      }
      from += 32;
    }
    to += (<usize>(radix - 1)) * out;
    twiddles += (<usize>(radix - 1)) << 3;
  }
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function put(to: usize, re: v128, im: v128): void {
  v128.store(to, re);
  v128.store(to, im, 16);
}

/** Stores four samples times a twiddle, which is one in the last stage. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function turn(to: usize, re: v128, im: v128, twiddle: usize, groups: i32): void {
  if (groups == 1) {
    put(to, re, im);
    return;
  }
  const cosine = v128.load32_splat(twiddle);
  const sine = v128.load32_splat(twiddle, 4);
  put(to, sub(mul(re, cosine), mul(im, sine)), add(mul(re, sine), mul(im, cosine)));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}
