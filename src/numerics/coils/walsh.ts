import { dominantVector, turnTowards } from "./power-method.ts";
import { type CoilShape, type MapOptions, pixelsOf } from "./shape.ts";
import { rowStarts, sizeOf, type Tile, type Triple, tilesOf } from "./tiles.ts";
import { WindowSums } from "./window-sums.ts";

/** Elements of the covariances that are held at a time. */
const MOST_ELEMENTS = 2 ** 23;

/**
 * Coil maps as D. Walsh, A. Gmitro and M. Marcellin, MRM 43:682 (2000): the dominant eigenvector of the coils' covariance
 * Σ x xᴴ over the window of a pixel, by the power method, which begins with the strongest coil's column. Noise is taken to
 * be white: `noise-adjust` makes it so. Costs pixels × coils² × iterations, in tiles, so that memory is bounded.
 * @param images `[coils][z][y][x]` complex, interleaved; not changed
 * @param reference coil u, see `referenceCoil`: uᴴ c is real and positive
 * @param maps gets the maps, of the shape of the images and unit norm over the coils; 0 where the window has no signal
 */
export function walshMaps(
  images: Float32Array,
  shape: CoilShape,
  { kernel, iterations }: Pick<MapOptions, "kernel" | "iterations">,
  reference: Float64Array,
  maps: Float32Array,
): void {
  const { size, coils } = shape;
  const mostPixels = MOST_ELEMENTS / (coils * (coils + 1));
  const tiles = tilesOf({ from: [0, 0, 0], to: size }, mostPixels);
  const room = Math.max(...tiles.map((tile) => pixelsOf({ size: sizeOf(tile) })));
  const covariances = new Float64Array(coils * (coils + 1) * room);
  for (const tile of tiles) {
    sumCovariances(images, shape, tile, kernel, covariances);
    storeVectors(covariances, shape, tile, iterations, reference, maps);
  }
}

/**
 * Σ x_i conj(x_j) over the window of each pixel of a tile, for all i ≥ j.
 * @param result gets `[pairs][pixels]` complex, the pairs in the order (0, 0), (1, 0), (1, 1), (2, 0), …
 */
function sumCovariances(
  images: Float32Array,
  shape: CoilShape,
  tile: Tile,
  kernel: number,
  result: Float64Array,
): void {
  const { size, coils } = shape;
  const half = Math.floor(kernel / 2);
  const rim: Tile = {
    from: tile.from.map((first) => Math.max(0, first - half)) as unknown as Triple,
    to: tile.to.map((end, axis) => Math.min(size[axis]!, end + kernel - 1 - half)) as unknown as Triple,
  };
  const wide = sizeOf(rim);
  const windows = new WindowSums(wide, kernel);
  const sources = rowStarts(rim, size);
  const width = tile.to[0] - tile.from[0];
  const within: Tile = {
    from: tile.from.map((first, axis) => first - rim.from[axis]!) as unknown as Triple,
    to: tile.to.map((end, axis) => end - rim.from[axis]!) as unknown as Triple,
  };
  const targets = rowStarts(within, wide);
  const product = new Float64Array(2 * wide[0] * wide[1] * wide[2]);
  let at = 0;
  for (let i = 0; i < coils; i++) {
    for (let j = 0; j <= i; j++) {
      multiply(images, 2 * i * pixelsOf(shape), 2 * j * pixelsOf(shape), sources, 2 * wide[0], product);
      windows.apply(product);
      for (const start of targets) {
        result.set(product.subarray(start, start + 2 * width), at);
        at += 2 * width;
      }
    }
  }
}

/** x_i conj(x_j) of the rows of two coil images, which start at i and j. */
function multiply(
  images: Float32Array,
  i: number,
  j: number,
  rows: readonly number[],
  length: number,
  out: Float64Array,
) {
  let d = 0;
  for (const row of rows) {
    for (let a = i + row, b = j + row; a < i + row + length; a += 2, b += 2, d += 2) {
      out[d] = images[a]! * images[b]! + images[a + 1]! * images[b + 1]!;
      out[d + 1] = images[a + 1]! * images[b]! - images[a]! * images[b + 1]!;
    }
  }
}

/** The power method for each pixel of a tile. */
function storeVectors(
  covariances: Float64Array,
  { size, coils }: CoilShape,
  tile: Tile,
  iterations: number,
  reference: Float64Array,
  maps: Float32Array,
): void {
  const [width, height, depth] = sizeOf(tile);
  const pixels = width * height * depth;
  const plane = 2 * size[0] * size[1] * size[2];
  const matrix = new Float64Array(2 * coils * coils);
  const vector = new Float64Array(2 * coils);
  const starts = rowStarts(tile, size);
  for (let pixel = 0; pixel < pixels; pixel++) {
    gather(covariances, pixel, pixels, matrix);
    dominantVector(matrix, iterations, vector);
    turnTowards(reference, vector);
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
