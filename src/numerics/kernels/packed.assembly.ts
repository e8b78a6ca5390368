// Packed images: four coils side by side, `[pixels][re, im][4]`, 32 bytes per pixel. Transforms along any axis then need
// no shuffles, and coils that do not fill a group of four repeat the last one.

import { gatherLines, scatterLines } from "./tiles.assembly";

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
    v128.store(packed, f32x4.sub(f32x4.mul(mapRe, re), f32x4.mul(mapIm, im)));
    v128.store(packed, f32x4.add(f32x4.mul(mapRe, im), f32x4.mul(mapIm, re)), 16);
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
    const products = f32x4.add(f32x4.mul(mapRe, re), f32x4.mul(mapIm, im));
    const others = f32x4.sub(f32x4.mul(mapRe, im), f32x4.mul(mapIm, re));
    // Pairs of a real and an imaginary part, in both halves, then their sum.
    const low = v128.shuffle<f32>(products, others, 0, 4, 1, 5);
    const pairs = f32x4.add(low, v128.shuffle<f32>(products, others, 2, 6, 3, 7));
    const sum = f32x4.add(pairs, v128.shuffle<i64>(pairs, pairs, 1, 0));
    v128.store64_lane(image, f32x4.add(sum, v128.load64_zero(image)), 0);
    image += 8;
    maps += 32;
  }
}
