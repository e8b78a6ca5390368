import { NumericsError } from "../errors.ts";
import type { KaiserBessel } from "./kaiser-bessel.ts";

/** Cells along x and y. */
export interface GridSize {
  readonly x: number;
  readonly y: number;
}

/** Cells of a tile. Samples are processed tile by tile, so that the part of the grid in use stays in the cache. */
const TILE = 32;

/** Interpolation between a grid and the samples of a trajectory, by a kernel; both directions have the same weights. */
export class Interpolation {
  readonly #samples: number;
  readonly #grid: GridSize;
  readonly #width: number;
  /** Samples in the order of their tiles. */
  readonly #order: Uint32Array;
  /** First cell of the kernel along x and y, for each sample in that order. */
  readonly #first: Int32Array;
  /** `[samples][x, y][width]`, in that order. */
  readonly #weights: Float32Array;

  /**
   * @param trajectory `[samples][dimensions]` in cycles per pixel
   * @throws NumericsError `bad-argument` for coordinates that are not finite or beyond 1
   */
  constructor(trajectory: Float32Array, dimensions: number, grid: GridSize, kernel: KaiserBessel) {
    const { width } = kernel;
    this.#samples = trajectory.length / dimensions;
    this.#grid = grid;
    this.#width = width;
    const places = this.#places(trajectory, dimensions);
    this.#order = inTiles(places, grid);
    this.#first = new Int32Array(2 * this.#samples);
    this.#weights = new Float32Array(2 * width * this.#samples);
    for (const [i, sample] of this.#order.entries()) {
      for (const axis of [0, 1] as const) {
        const place = places[2 * sample + axis]!;
        const first = Math.ceil(place - width / 2);
        this.#first[2 * i + axis] = first;
        for (let tap = 0; tap < width; tap += 1)
          this.#weights[(2 * i + axis) * width + tap] = kernel.at(first + tap - place);
      }
    }
  }

  /** Places of the samples on the grid, whose centre is floor(size / 2). */
  #places(trajectory: Float32Array, dimensions: number): Float64Array {
    const places = new Float64Array(2 * this.#samples);
    for (let j = 0; j < this.#samples; j += 1) {
      for (const [axis, cells] of [this.#grid.x, this.#grid.y].entries()) {
        const k = trajectory[j * dimensions + axis]!;
        if (!(Math.abs(k) <= 1)) {
          const what = `sample ${j} of the trajectory is at ${k} cycles per pixel`;
          throw new NumericsError("bad-argument", `${what}; coordinates are between -1 and 1`);
        }
        places[2 * j + axis] = k * cells + Math.floor(cells / 2);
      }
    }
    return places;
  }

  /** Adds each sample times the kernel to the grid. */
  spread(data: Float32Array, density: Float32Array | undefined, grid: Float32Array): void {
    const width = this.#width;
    const { x: columns, y: rows } = this.#grid;
    for (let i = 0; i < this.#samples; i += 1) {
      const sample = this.#order[i]!;
      const weight = density === undefined ? 1 : density[sample]!;
      const re = weight * data[2 * sample]!;
      const im = weight * data[2 * sample + 1]!;
      const alongX = 2 * i * width;
      const firstX = this.#first[2 * i]!;
      const firstY = this.#first[2 * i + 1]!;
      const inside = firstX >= 0 && firstX + width <= columns;
      for (let b = 0; b < width; b += 1) {
        const row = wrapped(firstY + b, rows) * columns;
        const w = this.#weights[alongX + width + b]!;
        const [rowRe, rowIm] = [w * re, w * im];
        for (let a = 0; a < width; a += 1) {
          const column = inside ? firstX + a : wrapped(firstX + a, columns);
          const at = 2 * (row + column);
          const v = this.#weights[alongX + a]!;
          grid[at]! += v * rowRe;
          grid[at + 1]! += v * rowIm;
        }
      }
    }
  }

  /** Reads each sample from the grid, by the kernel. */
  interpolate(grid: Float32Array, data: Float32Array): void {
    const width = this.#width;
    const { x: columns, y: rows } = this.#grid;
    for (let i = 0; i < this.#samples; i += 1) {
      const sample = this.#order[i]!;
      const alongX = 2 * i * width;
      const firstX = this.#first[2 * i]!;
      const firstY = this.#first[2 * i + 1]!;
      const inside = firstX >= 0 && firstX + width <= columns;
      let re = 0;
      let im = 0;
      for (let b = 0; b < width; b += 1) {
        const row = wrapped(firstY + b, rows) * columns;
        let rowRe = 0;
        let rowIm = 0;
        for (let a = 0; a < width; a += 1) {
          const column = inside ? firstX + a : wrapped(firstX + a, columns);
          const at = 2 * (row + column);
          const v = this.#weights[alongX + a]!;
          rowRe += v * grid[at]!;
          rowIm += v * grid[at + 1]!;
        }
        const w = this.#weights[alongX + width + b]!;
        re += w * rowRe;
        im += w * rowIm;
      }
      data[2 * sample] = re;
      data[2 * sample + 1] = im;
    }
  }
}

function wrapped(index: number, size: number): number {
  if (index < 0) return index + size;
  return index >= size ? index - size : index;
}

/** Indices of samples, by the tile of the grid that they are in. */
function inTiles(places: Float64Array, { x }: GridSize): Uint32Array {
  const across = Math.ceil(x / TILE) + 1;
  const samples = places.length / 2;
  const tiles = Float64Array.from({ length: samples }, (_, j) => {
    const tile = Math.floor(places[2 * j + 1]! / TILE) * across + Math.floor(places[2 * j]! / TILE);
    return tile * samples + j; // Unique, so that a numeric sort keeps the order within a tile.
  });
  tiles.sort();
  return Uint32Array.from(tiles, (key) => ((key % samples) + samples) % samples);
}
