import { NumericsError } from "../errors.ts";

/** Consecutive cells along an axis. */
export interface CellRange {
  readonly first: number;
  readonly count: number;
}

/** Cells of a tile along each axis, in 2-D and 3-D: a tile and the cells around it fit into the cache. */
const TILES = [16, 8] as const;

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
  /** Cells along each axis that samples reach, by their other coordinates or not. */
  readonly reached: readonly (readonly CellRange[])[];

  /**
   * @param trajectory `[samples][dimensions]` in cycles per pixel
   * @param cells of the grid, fastest first; the centre is at cells / 2
   * @param width cells that a sample reaches
   * @throws NumericsError `bad-argument` for coordinates that are not finite or beyond 1
   */
  constructor(trajectory: Float32Array, dimensions: number, cells: readonly number[], width: number) {
    this.count = trajectory.length / dimensions;
    const tiles = tilesOf(trajectory, dimensions, cells);
    this.order = sortedIndices(tiles);
    this.records = new Float32Array(2 * cells.length * this.count);
    const firsts = new Int32Array(this.records.buffer);
    this.reached = cells.map((size, axis) => {
      const isFirst = new Uint8Array(size);
      for (let i = 0, at = 2 * axis; i < this.count; i += 1, at += 2 * cells.length) {
        const place = trajectory[this.order[i]! * dimensions + axis]! * size + size / 2 - width / 2;
        const first = Math.ceil(place);
        const wrapped = first < 0 ? first + size : first >= size ? first - size : first;
        firsts[at] = wrapped;
        isFirst[wrapped] = 1;
        this.records[at + 1] = 2 * (first - place) - 1;
      }
      return rangesFrom(isFirst, width);
    });
  }
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

/** The tile of each sample. */
function tilesOf(trajectory: Float32Array, dimensions: number, cells: readonly number[]): Uint32Array {
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
      const place = Math.floor((k + 0.5 - Math.floor(k + 0.5)) * size);
      tiles[j] = tiles[j]! * across + Math.floor(Math.min(place, size - 1) / tile);
    }
  }
  return tiles;
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
