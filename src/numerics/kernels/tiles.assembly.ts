// Reads lines into a tile and writes them back; transform.assembly.ts describes tiles.

/** Lines in memory: sample i of line l is at `data` + i · sampleStep + l · lineStep, in bytes. */
// @ts-ignore: decorators are AssemblyScript's
@unmanaged
export class Lines {
  data: usize;
  samples: i32;
  center: i32;
  sampleStep: usize;
  lineStep: usize;
}

/**
 * Reads lines into a tile, starting with the centre, with the samples before the centre last; zeros where the lines
 * have no sample.
 */
export function gather(lines: Lines, data: usize, lanes: i32, tile: usize, length: i32, realAt: usize): void {
  const after = min(length - (length >> 1), lines.samples - lines.center);
  const before = min(length >> 1, lines.center);
  const center = data + <usize>lines.center * lines.sampleStep;
  gatherRange(lines, center, lanes, tile, after, realAt);
  const zeros = tile + ((<usize>after) << 5);
  const rest = tile + ((<usize>(length - before)) << 5);
  memory.fill(zeros, 0, rest - zeros);
  gatherRange(lines, center - <usize>before * lines.sampleStep, lanes, rest, before, realAt);
}

function gatherRange(lines: Lines, from: usize, lanes: i32, to: usize, samples: i32, realAt: usize): void {
  if (lanes === 4 && lines.lineStep === 8) gatherColumns(from, lines.sampleStep, to, samples, realAt);
  else if (lines.sampleStep === 8) gatherLines(from, lines.lineStep, lanes, to, samples, realAt);
  else gatherEach(lines, from, lanes, to, samples, realAt);
}

/** Four adjacent columns. */
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

/** Contiguous lines. Unused lanes repeat the last line. */
export function gatherLines(from: usize, step: usize, lanes: i32, to: usize, samples: i32, realAt: usize): void {
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
  if ((samples & 1) === 0) return;
  const ab = v128.shuffle<f32>(v128.load64_zero(p0), v128.load64_zero(p1), 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(v128.load64_zero(p2), v128.load64_zero(p3), 0, 4, 1, 5);
  v128.store(to + realAt, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + imaginaryAt, v128.shuffle<i64>(ab, cd, 1, 3));
}

/** Lines with any steps, and fewer than four columns. */
function gatherEach(lines: Lines, from: usize, lanes: i32, to: usize, samples: i32, realAt: usize): void {
  const imaginaryAt: usize = 16 - realAt;
  for (let i = 0; i < samples; i++) {
    for (let lane = 0; lane < 4; lane++) {
      const sample = from + <usize>min(lane, lanes - 1) * lines.lineStep;
      store<f32>(to + realAt + ((<usize>lane) << 2), load<f32>(sample));
      store<f32>(to + imaginaryAt + ((<usize>lane) << 2), load<f32>(sample, 4));
    }
    from += lines.sampleStep;
    to += 32;
  }
}

/** Writes a tile to lines, times a factor; the inverse of {@link gather}. */
export function scatter(
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
  const center = data + <usize>lines.center * lines.sampleStep;
  const end = lines.center + after;
  scatterRange(lines, tile, center, lanes, after, factor, realAt);
  const rest = tile + ((<usize>(length - before)) << 5);
  scatterRange(lines, rest, center - <usize>before * lines.sampleStep, lanes, before, factor, realAt);
  clear(lines, data, lanes, lines.center - before);
  clear(lines, data + <usize>end * lines.sampleStep, lanes, lines.samples - end);
}

function scatterRange(
  lines: Lines,
  from: usize,
  to: usize,
  lanes: i32,
  samples: i32,
  factor: f32,
  realAt: usize,
): void {
  if (lanes === 4 && lines.lineStep === 8) scatterColumns(from, to, lines.sampleStep, samples, factor, realAt);
  else if (lines.sampleStep === 8) scatterLines(from, to, lines.lineStep, lanes, samples, factor, realAt);
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

/** Unused lanes write the same values as the last line. */
export function scatterLines(
  from: usize,
  to: usize,
  step: usize,
  lanes: i32,
  samples: i32,
  factor: f32,
  realAt: usize,
): void {
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
  if ((samples & 1) === 0) return;
  const re = f32x4.mul(v128.load(from + realAt), factors);
  const im = f32x4.mul(v128.load(from + imaginaryAt), factors);
  const low = v128.shuffle<f32>(re, im, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(re, im, 2, 6, 3, 7);
  v128.store64_lane(p0, low, 0);
  v128.store64_lane(p1, low, 1);
  v128.store64_lane(p2, high, 0);
  v128.store64_lane(p3, high, 1);
}

/** Lines with any steps, and fewer than four columns. */
function scatterEach(lines: Lines, from: usize, to: usize, lanes: i32, samples: i32, factor: f32, realAt: usize): void {
  const imaginaryAt: usize = 16 - realAt;
  for (let i = 0; i < samples; i++) {
    for (let lane = 0; lane < lanes; lane++) {
      const sample = to + <usize>lane * lines.lineStep;
      store<f32>(sample, load<f32>(from + realAt + ((<usize>lane) << 2)) * factor);
      store<f32>(sample, load<f32>(from + imaginaryAt + ((<usize>lane) << 2)) * factor, 4);
    }
    from += 32;
    to += lines.sampleStep;
  }
}

/** Zeros where the transform has no sample. */
export function clear(lines: Lines, to: usize, lanes: i32, samples: i32): void {
  for (let i = 0; i < samples; i++) {
    for (let lane = 0; lane < lanes; lane++) store<i64>(to + <usize>lane * lines.lineStep, 0);
    to += lines.sampleStep;
  }
}
