import { NumericsError, requireCount, requireLength } from "./errors.ts";

/**
 * Cuts or zero-fills an N-dimensional complex array about its centre, along any of its axes at once. Output index i is
 * input index i − floor(out / 2) + floor(in / 2), so the centre floor(N/2) stays the centre, in odd sizes too.
 * @param data interleaved, contiguous; not changed
 * @param shape complex samples along each axis, fastest first
 * @param shapeOut the same for the result
 * @returns an array of its own
 * @throws NumericsError `shape-mismatch`, `bad-length`
 */
export function cropOrPad(
  data: Float32Array,
  shape: readonly number[],
  shapeOut: readonly number[],
): Float32Array<ArrayBuffer> {
  if (shape.length !== shapeOut.length || shape.length === 0) {
    throw new NumericsError("shape-mismatch", `${naming(shape)} and ${naming(shapeOut)} must have the same axes`);
  }
  for (const size of [...shape, ...shapeOut]) requireCount("the size of an axis", size, 0);
  requireLength(`an array of shape ${naming(shape)}`, data, 2 * elements(shape));
  if (shape.every((size, axis) => size === shapeOut[axis])) return data.slice();
  const result = new Float32Array(2 * elements(shapeOut));
  const windows = shape.map((size, axis) => window(size, shapeOut[axis]!));

  const copy = (axis: number, from: number, to: number): void => {
    const { first, firstOut, count } = windows[axis]!;
    if (axis === 0) {
      const start = 2 * (from + first);
      result.set(data.subarray(start, start + 2 * count), 2 * (to + firstOut));
      return;
    }
    const stride = elements(shape.slice(0, axis));
    const strideOut = elements(shapeOut.slice(0, axis));
    for (let i = 0; i < count; i++) copy(axis - 1, from + (first + i) * stride, to + (firstOut + i) * strideOut);
  };
  copy(shape.length - 1, 0, 0);
  return result;
}

/** The stretch that two sizes share about their centres. */
function window(size: number, sizeOut: number): { first: number; firstOut: number; count: number } {
  const shift = Math.floor(size / 2) - Math.floor(sizeOut / 2);
  return { first: Math.max(shift, 0), firstOut: Math.max(-shift, 0), count: Math.min(size, sizeOut) };
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function naming(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
