// Packed images: four coils side by side, `[pixels][re, im][4]`, 32 bytes per pixel. Transforms along any axis then need
// no shuffles, and coils that do not fill a group of four repeat the last one.

import { addProduct, subtractProduct } from "./products.assembly";
import { gatherLines, Lines, scatterLines } from "./tiles.assembly";
import { stages } from "./transform.assembly";

/** See `packCoils` in reference-packed.ts. */
export function packCoils(images: usize, coils: i32, packed: usize, pixels: i32): void {
  gatherLines(images, (<usize>pixels) << 3, coils, packed, pixels, 0);
}

/** See `unpackCoils` in reference-packed.ts. */
export function unpackCoils(packed: usize, images: usize, coils: i32, pixels: i32, factor: f32): void {
  scatterLines(packed, images, (<usize>pixels) << 3, coils, pixels, factor, 0);
}

/** See `multiplyMaps` in reference-packed.ts. */
export function multiplyMaps(image: usize, maps: usize, packed: usize, pixels: i32): void {
  for (const end = packed + ((<usize>pixels) << 5); packed < end; packed += 32) {
    const re = v128.load32_splat(image);
    const im = v128.load32_splat(image, 4);
    const mapRe = v128.load(maps);
    const mapIm = v128.load(maps, 16);
    v128.store(packed, subtractProduct(f32x4.mul(mapRe, re), mapIm, im));
    v128.store(packed, addProduct(f32x4.mul(mapRe, im), mapIm, re), 16);
    image += 8;
    maps += 32;
  }
}

/** See `combineMaps` in reference-packed.ts. */
export function combineMaps(packed: usize, maps: usize, image: usize, pixels: i32): void {
  for (const end = packed + ((<usize>pixels) << 5); packed < end; packed += 32) {
    const re = v128.load(packed);
    const im = v128.load(packed, 16);
    const mapRe = v128.load(maps);
    const mapIm = v128.load(maps, 16);
    const products = addProduct(f32x4.mul(mapRe, re), mapIm, im);
    const others = subtractProduct(f32x4.mul(mapRe, im), mapIm, re);
    // Pairs of a real and an imaginary part, in both halves, then their sum.
    const low = v128.shuffle<f32>(products, others, 0, 4, 1, 5);
    const pairs = f32x4.add(low, v128.shuffle<f32>(products, others, 2, 6, 3, 7));
    const sum = f32x4.add(pairs, v128.shuffle<i64>(pairs, pairs, 1, 0));
    v128.store64_lane(image, f32x4.add(sum, v128.load64_zero(image)), 0);
    image += 8;
    maps += 32;
  }
}

/** See `packRows` in reference-packed.ts. */
export function packRows(
  images: usize,
  imageBytes: usize,
  coils: i32,
  weights: usize,
  rowWeights: usize,
  rows: Lines,
  count: i32,
): void {
  let row = rows.data;
  for (let i = 0; i < count; i++) {
    gatherLines(images, imageBytes, coils, row, rows.samples, 0);
    weigh(row, weights, load<f32>(rowWeights), rows.samples);
    images += (<usize>rows.samples) << 3;
    row += rows.lineStep;
    rowWeights += 4;
  }
}

/** See `unpackRows` in reference-packed.ts. */
export function unpackRows(
  rows: Lines,
  weights: usize,
  rowWeights: usize,
  images: usize,
  imageBytes: usize,
  coils: i32,
  count: i32,
): void {
  let row = rows.data;
  for (let i = 0; i < count; i++) {
    weigh(row, weights, load<f32>(rowWeights), rows.samples);
    scatterLines(row, images, imageBytes, coils, rows.samples, 1, 0);
    images += (<usize>rows.samples) << 3;
    row += rows.lineStep;
    rowWeights += 4;
  }
}

/** `transform` in reference-kernels.ts without a factor, for each coil. Lines are not longer than the transform. */
export function transformPacked(plan: usize, source: Lines, target: Lines, count: i32, swapped: bool): void {
  const length = load<i32>(plan);
  const tile = load<usize>(plan, 4);
  const other = tile + ((<usize>length) << 5);
  let from = source.data;
  let to = target.data;
  for (let line = 0; line < count; line++) {
    readCentred(source, from, tile, length, swapped);
    writeCentred(stages(plan, tile, other), target, to, length, swapped);
    from += source.lineStep;
    to += target.lineStep;
  }
}

/** Reads a line into a tile, which starts with the centre; zeros where the line has no samples. */
function readCentred(lines: Lines, line: usize, tile: usize, length: i32, swapped: bool): void {
  const after = lines.samples - lines.center;
  const zeros = tile + ((<usize>after) << 5);
  const rest = tile + ((<usize>(length - lines.center)) << 5);
  const center = line + <usize>lines.center * lines.sampleStep;
  memory.fill(zeros, 0, rest - zeros);
  if (swapped) {
    readSwapped(center, lines.sampleStep, tile, after);
    readSwapped(line, lines.sampleStep, rest, lines.center);
  } else {
    read(center, lines.sampleStep, tile, after);
    read(line, lines.sampleStep, rest, lines.center);
  }
}

/** The inverse of {@link readCentred}. */
function writeCentred(tile: usize, lines: Lines, line: usize, length: i32, swapped: bool): void {
  const after = lines.samples - lines.center;
  const rest = tile + ((<usize>(length - lines.center)) << 5);
  const center = line + <usize>lines.center * lines.sampleStep;
  if (swapped) {
    writeSwapped(tile, center, lines.sampleStep, after);
    writeSwapped(rest, line, lines.sampleStep, lines.center);
  } else {
    write(tile, center, lines.sampleStep, after);
    write(rest, line, lines.sampleStep, lines.center);
  }
}

/** Multiplies pixels by weights and a factor. */
function weigh(at: usize, weights: usize, factor: f32, pixels: i32): void {
  const factors = f32x4.splat(factor);
  for (const end = at + ((<usize>pixels) << 5); at < end; at += 32) {
    const weight = f32x4.mul(factors, v128.load32_splat(weights));
    v128.store(at, f32x4.mul(v128.load(at), weight));
    v128.store(at, f32x4.mul(v128.load(at, 16), weight), 16);
    weights += 4;
  }
}

/** Copies samples to a tile. */
export function read(from: usize, step: usize, tile: usize, samples: i32): void {
  for (const end = tile + ((<usize>samples) << 5); tile < end; tile += 32) {
    v128.store(tile, v128.load(from));
    v128.store(tile, v128.load(from, 16), 16);
    from += step;
  }
}

/** The same, with real and imaginary parts swapped. */
export function readSwapped(from: usize, step: usize, tile: usize, samples: i32): void {
  for (const end = tile + ((<usize>samples) << 5); tile < end; tile += 32) {
    v128.store(tile, v128.load(from, 16));
    v128.store(tile, v128.load(from), 16);
    from += step;
  }
}

/** Copies a tile to samples. */
export function write(tile: usize, to: usize, step: usize, samples: i32): void {
  for (const end = tile + ((<usize>samples) << 5); tile < end; tile += 32) {
    v128.store(to, v128.load(tile));
    v128.store(to, v128.load(tile, 16), 16);
    to += step;
  }
}

/** The same, with real and imaginary parts swapped. */
export function writeSwapped(tile: usize, to: usize, step: usize, samples: i32): void {
  for (const end = tile + ((<usize>samples) << 5); tile < end; tile += 32) {
    v128.store(to, v128.load(tile, 16));
    v128.store(to, v128.load(tile), 16);
    to += step;
  }
}
