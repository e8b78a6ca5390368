import { copyFloats } from "../../memory/index.ts";
import type { Scattered, ScatteredParts } from "./scattered.ts";

/** Samples of a readout, and their position on a line of the grid. */
export interface PlacedLine {
  /** Index of the line, `[image][e2][e1]`. */
  readonly index: number;
  /** `[coils][stride]` complex. */
  readonly samples: Float32Array;
  readonly stride: number;
  /** First sample to place, and the number of samples. */
  readonly from: number;
  readonly length: number;
  /** Position of the first sample on the line. */
  readonly first: number;
  /** Whether they are added to the samples already on the line. */
  readonly adds: boolean;
}

/** Where the samples of a line are stored: of coil c from `from + c · stride` on, complex. */
export interface StoredLine {
  readonly samples: Float32Array;
  readonly stride: number;
  readonly from: number;
}

/** Sizes of a grid: readout, phase, partition, coils, and images. */
export interface GridShape {
  readonly e0: number;
  readonly e1: number;
  readonly e2: number;
  readonly coils: number;
  readonly images: number;
}

/** Numbers of a line in its description for other threads. */
const LINE_NUMBERS = 6;

/** What the arrays of lines are: for other threads. */
export interface GridLayout {
  readonly shape: GridShape;
  readonly counts: Uint32Array;
  /** Six per line: all but its samples. */
  readonly lines: Int32Array;
}

/** Lines of k-space that are stored where they were received, as the array `[image][coil][e2][e1][e0]`, complex. */
export class GridLines implements Scattered {
  readonly length: number;
  readonly #shape: GridShape;
  readonly #counts: Uint32Array;
  /** By image. */
  readonly #lines: PlacedLine[][];

  /** @param counts `[image][e2][e1]`, the divisor of each line. A line with divisor 0 is zero. */
  constructor(shape: GridShape, counts: Uint32Array) {
    this.#shape = shape;
    this.#counts = counts;
    this.#lines = Array.from({ length: shape.images }, () => []);
    this.length = 2 * shape.e0 * shape.e1 * shape.e2 * shape.coils * shape.images;
  }

  /** From `parts()`, on another thread. */
  static assemble({ shape, counts, lines }: GridLayout, arrays: readonly Float32Array[]): GridLines {
    const grid = new GridLines(shape, counts);
    for (const [i, samples] of arrays.entries()) {
      const at = LINE_NUMBERS * i;
      const [index, stride, from] = [lines[at]!, lines[at + 1]!, lines[at + 2]!];
      const [length, first, adds] = [lines[at + 3]!, lines[at + 4]!, lines[at + 5] === 1];
      grid.add({ samples, index, stride, from, length, first, adds });
    }
    return grid;
  }

  /** An array `[image][coil][e2][e1][e0]`, complex, as lines. */
  static of(shape: GridShape, data: Float32Array): GridLines {
    const { e0, coils, images } = shape;
    const plane = shape.e1 * shape.e2;
    const grid = new GridLines(shape, new Uint32Array(plane * images).fill(1));
    const stride = plane * e0;
    for (let image = 0; image < images; image += 1) {
      const samples = data.subarray(2 * image * coils * stride, 2 * (image + 1) * coils * stride);
      for (let line = 0; line < plane; line += 1) {
        const index = image * plane + line;
        grid.add({ index, samples, stride, from: line * e0, length: e0, first: 0, adds: false });
      }
    }
    return grid;
  }

  /** These lines, and others in the place of those that they have none of. */
  with(added: readonly PlacedLine[]): GridLines {
    const counts = this.#counts.slice();
    for (const { index } of added) counts[index] = 1;
    const grid = new GridLines(this.#shape, counts);
    for (const line of this.#lines.flat()) grid.add(line);
    for (const line of added) grid.add(line);
    return grid;
  }

  /**
   * Where the lines of an image are stored, `[e2][e1]`: those of one readout where they are, others in copies.
   * `undefined` for lines that are zero.
   */
  storedLines(image: number): (StoredLine | undefined)[] {
    const { e0, e1, e2, coils } = this.#shape;
    const plane = e1 * e2;
    const stored = new Array<StoredLine | undefined>(plane).fill(undefined);
    const others = new Set<number>();
    for (const line of this.#lines[image]!) {
      const { index, length, adds } = line;
      const count = this.#counts[index]!;
      if (count === 1 && length === e0 && !adds) stored[index % plane] = line;
      else if (count > 0) others.add(index % plane);
    }
    for (const line of others) {
      const samples = new Float32Array(2 * e0 * coils);
      for (let coil = 0; coil < coils; coil += 1)
        this.copy(
          2 * e0 * ((image * coils + coil) * plane + line),
          samples.subarray(2 * e0 * coil, 2 * e0 * (coil + 1)),
        );
      stored[line] = { samples, stride: e0, from: 0 };
    }
    return stored;
  }

  add(line: PlacedLine): void {
    this.#lines[Math.floor(line.index / (this.#shape.e1 * this.#shape.e2))]!.push(line);
  }

  parts(): ScatteredParts {
    const all = this.#lines.flat();
    const lines = new Int32Array(LINE_NUMBERS * all.length);
    let at = 0;
    for (const { index, stride, from, length, first, adds } of all) {
      lines.set([index, stride, from, length, first, adds ? 1 : 0], at);
      at += LINE_NUMBERS;
    }
    const layout: GridLayout = { shape: this.#shape, counts: this.#counts, lines };
    return { layout, arrays: all.map(({ samples }) => samples) };
  }

  copy(start: number, target: Float32Array): void {
    const { e0, e1, e2, coils } = this.#shape;
    const volume = 2 * e0 * e1 * e2;
    let at = 0;
    while (at < target.length) {
      const index = Math.floor((start + at) / volume);
      const within = (start + at) % volume;
      const end = Math.min(target.length, at + volume - within);
      this.#copyRows(Math.floor(index / coils), index % coils, within / (2 * e0), target.subarray(at, end));
      at = end;
    }
  }

  /** Adjacent lines of one coil of one image. */
  #copyRows(image: number, coil: number, firstRow: number, target: Float32Array): void {
    const width = 2 * this.#shape.e0;
    const plane = this.#shape.e1 * this.#shape.e2;
    const rows = target.length / width;
    for (const { index, samples, stride, from, length, first, adds } of this.#lines[image]!) {
      const row = (index % plane) - firstRow;
      if (row < 0 || row >= rows) continue;
      const start = 2 * (coil * stride + from);
      const kept = samples.subarray(start, start + 2 * length);
      const line = width * row;
      if (adds) addTo(target, line + 2 * first, kept);
      else {
        if (kept.length < width) target.fill(0, line, line + width);
        copyFloats(target, kept, line + 2 * first);
      }
    }
    for (let row = 0; row < rows; row += 1) {
      const count = this.#counts[image * plane + firstRow + row]!;
      if (count === 0) target.fill(0, width * row, width * (row + 1));
      else if (count > 1) for (let i = width * row; i < width * (row + 1); i += 1) target[i]! /= count;
    }
  }
}

function addTo(target: Float32Array, at: number, values: Float32Array): void {
  for (let i = 0; i < values.length; i += 1) target[at + i]! += values[i]!;
}
