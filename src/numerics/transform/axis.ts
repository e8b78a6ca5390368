import { NumericsError, requireCount, requireLength } from "../errors.ts";
import { lineTransform } from "./choice.ts";
import type { Direction } from "./line-transform.ts";

/**
 * Neighbouring lines that are gathered together. Sixteen complex samples are two cache lines, so each visit to a
 * distant row uses all that the memory sends, and a tile of 512 samples fills 64 kB.
 */
const TILE_LINES = 16;

let scratch = new Float32Array(0);

/**
 * Centred unitary transform of an N-dimensional complex array along one axis, in place.
 * @param data interleaved, contiguous
 * @param shape complex samples along each axis, fastest first
 * @param axis index into `shape`
 * @param direction `forward` from image to k-space, `inverse` back
 * @throws NumericsError `bad-length` for a shape that is not of whole numbers, `shape-mismatch` if `data` does not
 *   have that shape or the shape not that axis
 */
export function transformAxis(data: Float32Array, shape: readonly number[], axis: number, direction: Direction): void {
  for (const [i, size] of shape.entries()) requireCount(`the size of axis ${i}`, size, 0);
  const length = shape[axis];
  if (length === undefined) {
    throw new NumericsError("shape-mismatch", `the array [${shape.join(", ")}] has no axis ${axis}`);
  }
  requireLength(
    `an array of shape [${shape.join(", ")}]`,
    data,
    2 * shape.reduce((product, size) => product * size, 1),
  );
  if (data.length === 0) return;
  const transform = lineTransform(length);
  const stride = shape.slice(0, axis).reduce((product, size) => product * size, 1);
  if (stride === 1) {
    transform.transform(direction, data, data, data.length / (2 * length));
    return;
  }
  if (scratch.length < 2 * length * TILE_LINES) scratch = new Float32Array(2 * length * TILE_LINES);
  const block = 2 * stride * length;
  for (let start = 0; start < data.length; start += block) {
    for (let first = 0; first < stride; first += TILE_LINES) {
      const lines = Math.min(TILE_LINES, stride - first);
      gather(data, start + 2 * first, stride, length, lines);
      transform.transform(direction, scratch, scratch, lines);
      scatter(data, start + 2 * first, stride, length, lines);
    }
  }
}

function gather(data: Float32Array, offset: number, stride: number, length: number, lines: number): void {
  for (let sample = 0; sample < length; sample++) {
    let from = offset + 2 * stride * sample;
    for (let line = 0, to = 2 * sample; line < lines; line++, from += 2, to += 2 * length) {
      scratch[to] = data[from]!;
      scratch[to + 1] = data[from + 1]!;
    }
  }
}

function scatter(data: Float32Array, offset: number, stride: number, length: number, lines: number): void {
  for (let sample = 0; sample < length; sample++) {
    let to = offset + 2 * stride * sample;
    for (let line = 0, from = 2 * sample; line < lines; line++, from += 2 * length, to += 2) {
      data[to] = scratch[from]!;
      data[to + 1] = scratch[from + 1]!;
    }
  }
}
