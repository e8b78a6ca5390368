import { cropLines } from "./crop-lines.ts";
import type { Direction, LineTransform, Window } from "./line-transform.ts";

/**
 * Neighbouring columns that are gathered together. Sixteen complex samples are two cache lines, so each visit to a distant
 * row uses all that the memory sends.
 */
const TILE_COLUMNS = 16;

let scratch = new Float32Array(0);

function scratchOf(length: number): Float32Array {
  if (scratch.length < length) scratch = new Float32Array(length);
  return scratch;
}

/** What a transform can do by way of its `transform` alone; a faster one does it itself. */
export abstract class GenericTransform implements LineTransform {
  abstract readonly length: number;
  abstract transform(direction: Direction, source: Float32Array, target: Float32Array, count: number): void;

  transformCropped(
    direction: Direction,
    source: Float32Array,
    target: Float32Array,
    count: number,
    window: Window,
  ): void {
    const whole = scratchOf(2 * this.length * count);
    this.transform(direction, source, whole, count);
    cropLines(whole, this.length, target, count, window);
  }

  transformColumns(direction: Direction, data: Float32Array, offset: number, stride: number): void {
    const tile = scratchOf(2 * this.length * TILE_COLUMNS);
    for (let first = 0; first < stride; first += TILE_COLUMNS) {
      const lines = Math.min(TILE_COLUMNS, stride - first);
      gather(data, offset + 2 * first, tile, stride, this.length, lines);
      this.transform(direction, tile, tile, lines);
      scatter(tile, data, offset + 2 * first, stride, this.length, lines);
    }
  }
}

function gather(
  data: Float32Array,
  offset: number,
  tile: Float32Array,
  stride: number,
  length: number,
  lines: number,
): void {
  for (let sample = 0; sample < length; sample++) {
    let from = offset + 2 * stride * sample;
    for (let line = 0, to = 2 * sample; line < lines; line++, from += 2, to += 2 * length) {
      tile[to] = data[from]!;
      tile[to + 1] = data[from + 1]!;
    }
  }
}

function scatter(
  tile: Float32Array,
  data: Float32Array,
  offset: number,
  stride: number,
  length: number,
  lines: number,
): void {
  for (let sample = 0; sample < length; sample++) {
    let to = offset + 2 * stride * sample;
    for (let line = 0, from = 2 * sample; line < lines; line++, from += 2 * length, to += 2) {
      data[to] = tile[from]!;
      data[to + 1] = tile[from + 1]!;
    }
  }
}
