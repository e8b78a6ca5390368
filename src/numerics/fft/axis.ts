import { NumericsError, requireCount, requireLength } from "../errors.ts";
import { withScratch } from "../kernels/heap.ts";
import { lineTransform } from "./choice.ts";
import { columnLines, contiguousLines, type Direction } from "./line-transform.ts";

/** Complex samples of contiguous lines that are copied to the heap at a time. */
const PIECE = 2 ** 16;

/**
 * Centred unitary transform of an N-dimensional complex array along one axis, in place.
 * @param data interleaved, contiguous
 * @param shape complex samples along each axis, fastest first
 * @param axis index into `shape`
 * @param direction `forward` from image to k-space, `inverse` from k-space to image
 * @throws NumericsError `bad-length` if a size is not a whole number, `shape-mismatch` if `data` does not have that
 *   shape or the shape has no such axis
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
  const linesAtOnce = stride === 1 ? Math.max(1, Math.floor(PIECE / length)) : stride;
  for (let start = 0; start < data.length; start += 2 * linesAtOnce * length) {
    const piece = data.subarray(start, start + 2 * linesAtOnce * length);
    withScratch([piece.length], (heap) => {
      heap.set(piece);
      const lines = stride === 1 ? contiguousLines(heap, length) : columnLines(heap, length, stride);
      transform.transform(direction, lines, lines, piece.length / (2 * length));
      piece.set(heap);
    });
  }
}
