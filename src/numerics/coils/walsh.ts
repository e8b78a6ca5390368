import { alignPhase, dominantVector } from "./power-method.ts";
import { type CoilShape, type MapEstimate, pixelsOf } from "./shape.ts";
import { rowStarts, type Sizes, sizeOf, type Tile, tilesOf } from "./tiles.ts";
import { WindowSums } from "./window-sums.ts";

/** Maximum number of covariance elements in memory. */
const MAX_ELEMENTS = 2 ** 23;

/**
 * Coil maps by D. Walsh, A. Gmitro and M. Marcellin, MRM 43:682 (2000): the dominant eigenvector of the coils'
 * covariance Σ x xᴴ over the window of a pixel, by the power method, which starts with the column of the strongest
 * coil. Noise is assumed to be white (see `noise-adjust`). The cost is pixels × coils² × iterations. The image is
 * processed in tiles, so that memory is bounded.
 */
export function walshMaps({ images, shape, kernel, iterations, reference, maps }: MapEstimate): void {
  const { coils } = shape;
  const tiles = coilTiles(shape);
  const largestTile = Math.max(...tiles.map((tile) => pixelsOf({ size: sizeOf(tile) })));
  const covariances = new Float64Array(coils * (coils + 1) * largestTile);
  for (const tile of tiles) {
    sumCovariances({ images, shape, kernel }, tile, covariances);
    storeVectors(covariances, tile, { shape, iterations, reference, maps });
  }
}

/** Measured on one core of 2.5 GHz: per pair of coils and pixel of a tile with its rim, for products and window sums. */
const SECONDS_PER_PRODUCT = 5.8e-8;
/** Per element of a pixel's covariance and iteration, for the power method. */
const SECONDS_PER_ELEMENT = 2.8e-9;

/**
 * Estimated time of {@link walshMaps}. With many coils, tiles are small, and most products are computed again for the
 * rims of neighbouring tiles.
 */
export function walshSeconds(shape: CoilShape, kernel: number, iterations: number): number {
  const { size, coils } = shape;
  const pairs = (coils * (coils + 1)) / 2;
  const products = coilTiles(shape).reduce((sum, tile) => {
    return sum + pixelsOf({ size: sizeOf(withRim(tile, size, kernel)) });
  }, 0);
  return pairs * products * SECONDS_PER_PRODUCT + coils ** 2 * pixelsOf(shape) * iterations * SECONDS_PER_ELEMENT;
}

function coilTiles({ size, coils }: CoilShape): Tile[] {
  return tilesOf({ from: [0, 0, 0], to: size }, MAX_ELEMENTS / (coils * (coils + 1)));
}

/** A tile and the pixels around it that belong to windows of its pixels. */
function withRim(tile: Tile, size: Sizes, kernel: number): Tile {
  const half = Math.floor(kernel / 2);
  return {
    from: tile.from.map((first) => Math.max(0, first - half)) as unknown as Sizes,
    to: tile.to.map((end, axis) => Math.min(size[axis]!, end + kernel - 1 - half)) as unknown as Sizes,
  };
}

/**
 * Σ x_i conj(x_j) over the window of each pixel of a tile, for all i ≥ j.
 * @param result receives `[pairs][pixels]` complex, with the pairs in the order (0, 0), (1, 0), (1, 1), (2, 0), …
 */
function sumCovariances(
  { images, shape, kernel }: Pick<MapEstimate, "images" | "shape" | "kernel">,
  tile: Tile,
  result: Float64Array,
): void {
  const { size, coils } = shape;
  const rim = withRim(tile, size, kernel);
  const wide = sizeOf(rim);
  const windows = new WindowSums(wide, kernel);
  const sources = { starts: rowStarts(rim, size), length: 2 * wide[0] };
  const width = tile.to[0] - tile.from[0];
  const within: Tile = {
    from: tile.from.map((first, axis) => first - rim.from[axis]!) as unknown as Sizes,
    to: tile.to.map((end, axis) => end - rim.from[axis]!) as unknown as Sizes,
  };
  const targets = rowStarts(within, wide);
  const product = new Float64Array(2 * wide[0] * wide[1] * wide[2]);
  const plane = 2 * pixelsOf(shape);
  let at = 0;
  for (let i = 0; i < coils; i++) {
    for (let j = 0; j <= i; j++) {
      multiplyRows(images.subarray(i * plane), images.subarray(j * plane), sources, product);
      windows.apply(product);
      for (const start of targets) {
        result.set(product.subarray(start, start + 2 * width), at);
        at += 2 * width;
      }
    }
  }
}

/** x_i conj(x_j) of the rows of two coil images. */
function multiplyRows(
  xi: Float32Array,
  xj: Float32Array,
  { starts, length }: { readonly starts: readonly number[]; readonly length: number },
  out: Float64Array,
): void {
  let d = 0;
  for (const start of starts) {
    for (let s = start; s < start + length; s += 2, d += 2) {
      out[d] = xi[s]! * xj[s]! + xi[s + 1]! * xj[s + 1]!;
      out[d + 1] = xi[s + 1]! * xj[s]! - xi[s]! * xj[s + 1]!;
    }
  }
}

/** Runs the power method for each pixel of a tile. */
function storeVectors(
  covariances: Float64Array,
  tile: Tile,
  { shape, iterations, reference, maps }: Omit<MapEstimate, "images" | "kernel">,
): void {
  const { size, coils } = shape;
  const [width, height, depth] = sizeOf(tile);
  const pixels = width * height * depth;
  const plane = 2 * size[0] * size[1] * size[2];
  const matrix = new Float64Array(2 * coils * coils);
  const vector = new Float64Array(2 * coils);
  const starts = rowStarts(tile, size);
  for (let pixel = 0; pixel < pixels; pixel++) {
    gather(covariances, pixel, pixels, matrix);
    dominantVector(matrix, iterations, vector);
    alignPhase(reference, vector);
    let to = starts[Math.floor(pixel / width)]! + 2 * (pixel % width);
    for (let v = 0; v < vector.length; v += 2, to += plane) {
      maps[to] = vector[v]!;
      maps[to + 1] = vector[v + 1]!;
    }
  }
}

/** A pixel's covariances as a full matrix, `[coils][coils]`. */
function gather(covariances: Float64Array, pixel: number, pixels: number, matrix: Float64Array): void {
  const coils = Math.sqrt(matrix.length / 2);
  let from = 2 * pixel;
  for (let i = 0; i < coils; i++) {
    for (let j = 0; j <= i; j++, from += 2 * pixels) {
      const lower = 2 * (i * coils + j);
      const upper = 2 * (j * coils + i);
      matrix[upper] = matrix[lower] = covariances[from]!;
      matrix[upper + 1] = -covariances[from + 1]!;
      matrix[lower + 1] = covariances[from + 1]!;
    }
  }
}
