import { kernels, withScratch } from "../kernels/heap.ts";
import { type CoilShape, pixelsOf } from "./shape.ts";

/** A box of pixels around each pixel: along x, y and z, so many before it, and how many in total. */
export interface Box {
  readonly before: readonly [number, number, number];
  readonly size: readonly [number, number, number];
  /** Whether the image continues at its other side; otherwise, pixels outside of it are zero. */
  readonly wraps: boolean;
}

/** How maps are computed from covariances. */
export interface WindowMapOptions {
  readonly box: Box;
  /** Steps of the power method. */
  readonly steps: number;
  /**
   * Coil u, `[coils]` complex, that phases refer to: the power method starts with the column of the strongest coil, and
   * uᴴ c of each map c is real and positive. Without it, start and phase are those of `inatiPowerMaps`.
   */
  readonly reference?: Float64Array;
}

/** Rows of a tile, unless the box is lower: more rows share more products, but their covariances need more memory. */
const MAX_ROWS = 8;
/** Memory of a tile's covariances, so that they stay in a cache of the second level. */
const TILE_BYTES = 2 ** 19;
/** It exceeds these if it would be narrow, up to a limit for hundreds of coils. */
const MAX_TILE_BYTES = 2 ** 26;
/** Columns of a tile. Neighbouring tiles both need the products of the columns that their boxes share. */
const MIN_COLUMNS = 8;
const MAX_COLUMNS = 64;

/**
 * Coil maps by the power method, from the coils' covariances over a box around each pixel; in float32, tile by tile.
 * @param images `[coils][z][y][x]` complex, interleaved; not changed
 * @param maps receives the maps, of the same shape, with unit norm over the coils; 0 where the box has no signal
 */
export function windowMaps(
  images: Float32Array,
  shape: CoilShape,
  { box, steps, reference }: WindowMapOptions,
  maps: Float32Array,
): void {
  const { coils } = shape;
  const [nx, ny, nz] = shape.size;
  const [width, height, planes] = box.size;
  const { rows, columns } = tileSize(shape, box);
  const groups = (rows * columns) / 4;
  const extent = nx + width - 1;
  /** Tiles may exceed the image. */
  const mapStep = columns * Math.ceil(nx / columns);
  const rowStep = roundUp(mapStep + width - 1);
  const sourceRows = rows + height - 1;
  withScratch(
    [
      2 * coils * planes * sourceRows * extent,
      2 * coils * planes * sourceRows * rowStep,
      2 * coils * rows * mapStep,
      4 * groups * coils * (coils + 1),
      8 * groups * coils,
      2 * rows * roundUp(columns + width - 1),
      16 * coils,
      2 * coils,
      RECORD,
    ],
    (source, split, results, matrices, sums, scratch, vectors, phases, record) => {
      if (reference !== undefined) phases.set(reference);
      const phasesAt = reference === undefined ? 0 : phases.byteOffset;
      const rowBytes = 4 * rowStep;
      const planeBytes = 2 * sourceRows * rowBytes;
      const stepBytes = [rowBytes, planeBytes, planes * planeBytes];
      const areas = [sums, matrices, scratch].map(({ byteOffset }) => byteOffset);
      const fields = new Uint32Array(record.buffer, record.byteOffset, RECORD);
      const mapBytes = [8 * mapStep, 8 * rows * mapStep] as const;
      split.fill(0); // Also what is beyond the image: tiles read it.
      for (let strip = 0; strip < nz * Math.ceil(ny / rows); strip += 1) {
        const z = Math.floor(strip / Math.ceil(ny / rows));
        const y = rows * (strip % Math.ceil(ny / rows));
        copyStrip(images, shape, box, { y: y - box.before[1], rows: sourceRows, z: z - box.before[2] }, source);
        const factor = factorFor(kernels.largestPart(source.byteOffset, source.length));
        const lines = coils * planes * sourceRows;
        kernels.splitRows(source.byteOffset, split.byteOffset, lines, extent, rowBytes, factor);
        for (let x = 0; x < nx; x += columns) {
          fields.set([coils, planes, height, width, rows, columns, split.byteOffset + 4 * x, ...stepBytes, ...areas]);
          kernels.sumWindows(record.byteOffset);
          const target = results.byteOffset + 8 * x;
          kernels.windowMaps(record.byteOffset, steps, phasesAt, vectors.byteOffset, target, ...mapBytes);
        }
        for (let row = 0; row < coils * rows; row += 1) {
          const [coil, line] = [Math.floor(row / rows), y + (row % rows)];
          if (line >= ny) continue;
          maps.set(
            results.subarray(2 * row * mapStep, 2 * (row * mapStep + nx)),
            2 * ((coil * nz + z) * ny + line) * nx,
          );
        }
      }
    },
  );
}

/** A power of two, by which images in any unit have squares in the range of float32. */
function factorFor(largest: number): number {
  return largest > 0 ? 2 ** -Math.max(-126, Math.floor(Math.log2(largest))) : 1;
}

/** Rows and columns of the tiles of an image. */
function tileSize({ size: [nx, ny], coils }: CoilShape, box: Box): { readonly rows: number; readonly columns: number } {
  const rows = Math.min(box.size[1], ny, MAX_ROWS);
  /** Of the covariances of four pixels. */
  const bytes = 16 * coils * (coils + 1);
  const groups = Math.floor(TILE_BYTES / (bytes * rows));
  const columns = roundUp(Math.min(nx, MAX_COLUMNS, Math.max(MIN_COLUMNS, 4 * groups)));
  if ((rows * columns * bytes) / 4 <= MAX_TILE_BYTES) return { rows, columns };
  return { rows: Math.max(1, Math.min(rows, Math.floor(MAX_TILE_BYTES / bytes))), columns: 4 };
}

/** Measured on one core of 2.5 GHz, per pair of coils: a product of two pixels of a tile with its rim. */
const SECONDS_PER_PRODUCT = 4.7e-10;
/** A pixel of a sum over columns. */
const SECONDS_PER_COLUMN = 9e-11;
/** A step of the power method of a pixel. */
const SECONDS_PER_STEP = 3e-10;

/** Estimated time of {@link windowMaps}. */
export function windowMapSeconds(shape: CoilShape, box: Box, steps: number): number {
  const pairs = (shape.coils * (shape.coils + 1)) / 2;
  const { rows, columns } = tileSize(shape, box);
  const [width, height, planes] = box.size;
  const products = planes * (1 + (height - 1) / rows) * (1 + (width - 1) / columns);
  const seconds = products * SECONDS_PER_PRODUCT + width * SECONDS_PER_COLUMN + steps * SECONDS_PER_STEP;
  return pixelsOf(shape) * pairs * seconds;
}

/** 32-bit integers of a record of windows.assembly.ts. */
const RECORD = 13;

function roundUp(count: number): number {
  return 4 * Math.ceil(count / 4);
}

/** Copies the rows that a strip's boxes need: `[coils][planes][rows][x]` complex. */
function copyStrip(
  images: Float32Array,
  { size: [nx, ny, nz], coils }: CoilShape,
  { before, size: [width, , planes], wraps }: Box,
  strip: { readonly y: number; readonly rows: number; readonly z: number },
  target: Float32Array,
): void {
  let at = 0;
  for (let coil = 0; coil < coils; coil += 1) {
    for (let plane = strip.z; plane < strip.z + planes; plane += 1) {
      for (let row = strip.y; row < strip.y + strip.rows; row += 1) {
        const isInside = wraps || (plane >= 0 && plane < nz && row >= 0 && row < ny);
        const end = at + 2 * (nx + width - 1);
        if (!isInside) target.fill(0, at, end);
        else {
          const start = 2 * ((coil * nz + wrap(plane, nz)) * ny + wrap(row, ny)) * nx;
          target.set(images.subarray(start, start + 2 * nx), at + 2 * before[0]);
          for (let column = 0; column < width - 1; column += 1) {
            // The columns before the image, then those after it.
            const x = column < before[0] ? column - before[0] : nx + column - before[0];
            const from = start + 2 * wrap(x, nx);
            const to = at + 2 * (x + before[0]);
            target[to] = wraps ? images[from]! : 0;
            target[to + 1] = wraps ? images[from + 1]! : 0;
          }
        }
        at = end;
      }
    }
  }
}

function wrap(index: number, size: number): number {
  return ((index % size) + size) % size;
}
