import { NumericsError } from "../errors.ts";

/** Consecutive cells along an axis. */
export interface CellRange {
  readonly first: number;
  readonly count: number;
}

/** Consecutive samples, in the order of tiles, whose first planes of cells are from `first` on. */
export interface Slab {
  readonly first: number;
  readonly start: number;
  readonly end: number;
}

/** Cells of a tile along each axis, in 2-D and 3-D: a tile and the cells around it fit into the cache. */
const TILES = [16, 8] as const;
export const SLAB_PLANES = TILES[1];

/**
 * Where samples are on a grid, in the order of its tiles: samples that are processed one after the other share cells.
 * For each sample and axis, the first of the cells that it reaches, and its position between cells. The position is
 * computed in float64: a coordinate in cells would have too few digits in float32.
 */
export class SamplePlaces {
  readonly count: number;
  /** Index in the trajectory of each sample. */
  readonly order: Uint32Array;
  /** `[samples][axes][first cell (integer), position (float)]`. */
  readonly records: Float32Array;
  /** Rows of the grid that samples reach, in any plane. */
  readonly rows: readonly CellRange[];
  /** The tiles along z, of {@link SLAB_PLANES} first planes, that have samples; in two dimensions, there is only one. */
  readonly slabs: readonly Slab[];

  /**
   * @param trajectory `[samples][dimensions]` in cycles per pixel
   * @param cells of the grid, fastest first; the centre is at cells / 2
   * @param width cells that a sample reaches
   * @throws NumericsError `bad-argument` for coordinates that are not finite or beyond 1
   */
  constructor(trajectory: Float32Array, dimensions: number, cells: readonly number[], width: number) {
    this.count = trajectory.length / dimensions;
    const tiles = tilesOf(trajectory, dimensions, cells, width);
    this.order = sortedIndices(tiles);
    this.records = new Float32Array(2 * cells.length * this.count);
    const firsts = new Int32Array(this.records.buffer);
    const firstRows = new Uint8Array(cells[1]!);
    for (const [axis, size] of cells.entries()) {
      for (let i = 0, at = 2 * axis; i < this.count; i += 1, at += 2 * cells.length) {
        const place = trajectory[this.order[i]! * dimensions + axis]! * size + size / 2 - width / 2;
        const first = Math.ceil(place);
        firsts[at] = wrapped(first, size);
        this.records[at + 1] = 2 * (first - place) - 1;
        if (axis === 1) firstRows[firsts[at]!] = 1;
      }
    }
    this.rows = rangesFrom(firstRows, width);
    this.slabs = cells.length === 2 ? [{ first: 0, start: 0, end: this.count }] : slabsOf(firsts);
  }
}

/** Tiles along z. @param firsts `[samples][x, y, z][first cell, …]`, in the order of tiles */
function slabsOf(firsts: Int32Array): Slab[] {
  const slabs: { first: number; start: number; end: number }[] = [];
  for (let i = 0, at = 4; at < firsts.length; i += 1, at += 6) {
    const first = firsts[at]! - (firsts[at]! % SLAB_PLANES);
    const slab = slabs.at(-1);
    if (slab?.first === first) slab.end = i + 1;
    else slabs.push({ first, start: i, end: i + 1 });
  }
  return slabs;
}

/** Cells that are at most `width` cells from the first ones, around the edge of the grid. */
function rangesFrom(isFirst: Uint8Array, width: number): CellRange[] {
  const ranges: { first: number; count: number }[] = [];
  let last = isFirst.lastIndexOf(1) - isFirst.length; // The last first cell before the current cell.
  for (let cell = 0; cell < isFirst.length; cell += 1) {
    if (isFirst[cell] === 1) last = cell;
    if (cell - last >= width) continue;
    const range = ranges.at(-1);
    if (range !== undefined && range.first + range.count === cell) range.count += 1;
    else ranges.push({ first: cell, count: 1 });
  }
  return ranges;
}

/** The tile that has the first cell of each sample. */
function tilesOf(trajectory: Float32Array, dimensions: number, cells: readonly number[], width: number): Uint32Array {
  const tiles = new Uint32Array(trajectory.length / dimensions);
  const tile = TILES[cells.length - 2]!;
  for (const [axis, size] of [...cells.entries()].reverse()) {
    const across = Math.ceil(size / tile);
    for (let j = 0, at = axis; j < tiles.length; j += 1, at += dimensions) {
      const k = trajectory[at]!;
      if (!(Math.abs(k) <= 1)) {
        const what = `sample ${j} of the trajectory is at ${k} cycles per pixel`;
        throw new NumericsError("bad-argument", `${what}; coordinates are between -1 and 1`);
      }
      const first = wrapped(Math.ceil(k * size + size / 2 - width / 2), size);
      tiles[j] = tiles[j]! * across + Math.floor(first / tile);
    }
  }
  return tiles;
}

function wrapped(cell: number, size: number): number {
  if (cell < 0) return cell + size;
  return cell >= size ? cell - size : cell;
}

/** Indices in the order of keys, and of themselves for equal keys. */
function sortedIndices(keys: Uint32Array): Uint32Array {
  let last = 0;
  for (let j = 0; j < keys.length; j += 1) last = Math.max(last, keys[j]!);
  const starts = new Uint32Array(last + 2);
  for (let j = 0; j < keys.length; j += 1) starts[keys[j]! + 1]! += 1;
  for (let key = 1; key < starts.length; key += 1) starts[key]! += starts[key - 1]!;
  const order = new Uint32Array(keys.length);
  for (let j = 0; j < keys.length; j += 1) {
    const key = keys[j]!;
    order[starts[key]!] = j;
    starts[key]! += 1;
  }
  return order;
}
