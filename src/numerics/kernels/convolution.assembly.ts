// Convolutions of packed lines by transforms of twice their length, of which the line is the first half and zeros the
// second. The even and the odd frequencies are two transforms of half the length: X_{2k} is the transform of x_j, and
// X_{2k+1} that of x_j e^{−πij/h}. So zeros are neither stored nor transformed. "Packed" is explained in
// packed.assembly.ts, and plans in transform.assembly.ts.

import { read, readSwapped, write, writeSwapped } from "./packed.assembly";
import { addProduct, subtractProduct } from "./products.assembly";
import { Lines } from "./tiles.assembly";
import { stages } from "./transform.assembly";

/** See `toHalfSpectra` in reference-packed.ts. */
export function toHalfSpectra(plan: usize, ramp: usize, source: Lines, target: Lines, odd: usize, count: i32): void {
  const length = load<i32>(plan);
  let from = source.data;
  let to = target.data;
  for (let line = 0; line < count; line++) {
    write(transformed(plan, source, from, 0), to, target.sampleStep, length);
    write(transformed(plan, source, from, ramp), to + odd, target.sampleStep, length);
    from += source.lineStep;
    to += target.lineStep;
  }
}

/** See `fromHalfSpectra` in reference-packed.ts. */
export function fromHalfSpectra(plan: usize, ramp: usize, source: Lines, odd: usize, target: Lines, count: i32): void {
  const tile = load<usize>(plan, 4);
  const length = load<i32>(plan);
  const other = tile + ((<usize>length) << 5);
  let from = source.data;
  let to = target.data;
  for (let line = 0; line < count; line++) {
    readSwapped(from, source.sampleStep, tile, length);
    writeSwapped(stages(plan, tile, other), to, target.sampleStep, target.samples);
    readSwapped(from + odd, source.sampleStep, tile, length);
    addSwapped(stages(plan, tile, other), to, target.sampleStep, ramp, target.samples);
    from += source.lineStep;
    to += target.lineStep;
  }
}

/** See `filterLines` in reference-packed.ts. */
export function filterLines(plan: usize, ramp: usize, lines: Lines, spectrum: usize, sums: usize, count: i32): void {
  const length = load<i32>(plan);
  const bytes = (<usize>length) << 2;
  let line = lines.data;
  for (let i = 0; i < count; i++) {
    writeSwapped(filtered(plan, transformed(plan, lines, line, 0), spectrum), sums, 32, lines.samples);
    const odd = filtered(plan, transformed(plan, lines, line, ramp), spectrum + bytes);
    addSwapped(odd, sums, 32, ramp, lines.samples);
    write(sums, line, lines.sampleStep, lines.samples);
    line += lines.lineStep;
    spectrum += 2 * bytes;
  }
}

/** The tile with the transform of a line, followed by zeros; times a ramp, unless this is a null pointer. */
function transformed(plan: usize, lines: Lines, line: usize, ramp: usize): usize {
  const length = load<i32>(plan);
  const tile = load<usize>(plan, 4);
  const zeros = tile + ((<usize>lines.samples) << 5);
  const other = tile + ((<usize>length) << 5);
  if (ramp === 0) read(line, lines.sampleStep, tile, lines.samples);
  else readRamped(line, lines.sampleStep, tile, ramp, lines.samples);
  memory.fill(zeros, 0, other - zeros);
  return stages(plan, tile, other);
}

/** The tile with the inverse transform of a tile times a real spectrum, with real and imaginary parts swapped. */
function filtered(plan: usize, tile: usize, spectrum: usize): usize {
  const length = load<i32>(plan);
  const first = load<usize>(plan, 4);
  const other = tile === first ? first + ((<usize>length) << 5) : first;
  const end = tile + ((<usize>length) << 5);
  for (let at = tile; at < end; at += 32) {
    const value = v128.load32_splat(spectrum);
    const re = f32x4.mul(v128.load(at), value);
    v128.store(at, f32x4.mul(v128.load(at, 16), value));
    v128.store(at, re, 16);
    spectrum += 4;
  }
  return stages(plan, tile, other);
}

/** Times the ramp. */
function readRamped(from: usize, step: usize, tile: usize, ramp: usize, samples: i32): void {
  for (const end = tile + ((<usize>samples) << 5); tile < end; tile += 32) {
    const cosine = v128.load32_splat(ramp);
    const sine = v128.load32_splat(ramp, 4);
    const re = v128.load(from);
    const im = v128.load(from, 16);
    v128.store(tile, subtractProduct(f32x4.mul(re, cosine), im, sine));
    v128.store(tile, addProduct(f32x4.mul(re, sine), im, cosine), 16);
    from += step;
    ramp += 8;
  }
}

/** Adds, times the conjugate of the ramp. */
function addSwapped(tile: usize, to: usize, step: usize, ramp: usize, samples: i32): void {
  for (const end = tile + ((<usize>samples) << 5); tile < end; tile += 32) {
    const cosine = v128.load32_splat(ramp);
    const sine = v128.load32_splat(ramp, 4);
    const re = v128.load(tile, 16);
    const im = v128.load(tile);
    v128.store(to, f32x4.add(v128.load(to), addProduct(f32x4.mul(re, cosine), im, sine)));
    v128.store(to, f32x4.add(v128.load(to, 16), subtractProduct(f32x4.mul(im, cosine), re, sine)), 16);
    to += step;
    ramp += 8;
  }
}
