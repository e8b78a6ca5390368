// Reads eight adjacent columns into two tiles, and writes them back: their samples are in the same cache lines, which
// are evicted before the next columns are read if the length of a row is a power of two. tiles.assembly.ts does so for
// four.
import { clear, Lines } from "./tiles.assembly";

/** Reads columns into tiles, as `gather` does. */
export function gatherPair(lines: Lines, data: usize, tile: usize, other: usize, length: i32, realAt: usize): void {
  const after = min(length - (length >> 1), lines.samples - lines.center);
  const before = min(length >> 1, lines.center);
  const center = data + <usize>lines.center * lines.sampleStep;
  const difference = other - tile;
  gatherColumns(center, lines.sampleStep, tile, difference, after, realAt);
  const zeros = tile + ((<usize>after) << 5);
  const rest = tile + ((<usize>(length - before)) << 5);
  memory.fill(zeros, 0, rest - zeros);
  memory.fill(zeros + difference, 0, rest - zeros);
  gatherColumns(center - <usize>before * lines.sampleStep, lines.sampleStep, rest, difference, before, realAt);
}

function gatherColumns(from: usize, step: usize, to: usize, difference: usize, samples: i32, realAt: usize): void {
  const imaginaryAt: usize = 16 - realAt;
  const end = to + ((<usize>samples) << 5);
  for (; to < end; to += 32) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    const next = to + difference;
    v128.store(to + realAt, v128.shuffle<f32>(a, b, 0, 2, 4, 6));
    v128.store(to + imaginaryAt, v128.shuffle<f32>(a, b, 1, 3, 5, 7));
    v128.store(next + realAt, v128.shuffle<f32>(c, d, 0, 2, 4, 6));
    v128.store(next + imaginaryAt, v128.shuffle<f32>(c, d, 1, 3, 5, 7));
    from += step;
  }
}

/** Writes tiles to columns, times a factor, as `scatter` does. */
export function scatterPair(
  lines: Lines,
  data: usize,
  tile: usize,
  other: usize,
  length: i32,
  factor: f32,
  realAt: usize,
): void {
  const after = min(length - (length >> 1), lines.samples - lines.center);
  const before = min(length >> 1, lines.center);
  const center = data + <usize>lines.center * lines.sampleStep;
  const end = lines.center + after;
  const difference = other - tile;
  scatterColumns(tile, difference, center, lines.sampleStep, after, factor, realAt);
  const rest = tile + ((<usize>(length - before)) << 5);
  scatterColumns(rest, difference, center - <usize>before * lines.sampleStep, lines.sampleStep, before, factor, realAt);
  clear(lines, data, 8, lines.center - before);
  clear(lines, data + <usize>end * lines.sampleStep, 8, lines.samples - end);
}

function scatterColumns(
  from: usize,
  difference: usize,
  to: usize,
  step: usize,
  samples: i32,
  factor: f32,
  realAt: usize,
): void {
  const imaginaryAt: usize = 16 - realAt;
  const factors = f32x4.splat(factor);
  const end = from + ((<usize>samples) << 5);
  for (; from < end; from += 32) {
    const next = from + difference;
    const re = f32x4.mul(v128.load(from + realAt), factors);
    const im = f32x4.mul(v128.load(from + imaginaryAt), factors);
    const nextRe = f32x4.mul(v128.load(next + realAt), factors);
    const nextIm = f32x4.mul(v128.load(next + imaginaryAt), factors);
    v128.store(to, v128.shuffle<f32>(re, im, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<f32>(re, im, 2, 6, 3, 7), 16);
    v128.store(to, v128.shuffle<f32>(nextRe, nextIm, 0, 4, 1, 5), 32);
    v128.store(to, v128.shuffle<f32>(nextRe, nextIm, 2, 6, 3, 7), 48);
    to += step;
  }
}
