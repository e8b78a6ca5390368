import { counted } from "../../text/index.ts";
import { requireLength } from "../errors.ts";

/** Pixels along x, y and z. */
export type GridSize = readonly [number, number, number];

/**
 * Copies pixels of images: along each axis, pixel `i` of the result is pixel `sources[axis][i]`.
 * @param images `[count][z][y][x]` complex, interleaved; not changed
 * @returns `[count][z′][y′][x′]`
 * @throws NumericsError `shape-mismatch`
 */
function gather(
  images: Float32Array,
  [x, y, z]: GridSize,
  sources: readonly [readonly number[], readonly number[], readonly number[]],
  count: number,
): Float32Array<ArrayBuffer> {
  requireLength(`${counted(count, "image")} of ${x} × ${y} × ${z}`, images, 2 * x * y * z * count);
  const [columns, rows, planes] = sources;
  const result = new Float32Array(2 * columns.length * rows.length * planes.length * count);
  let to = 0;
  for (let image = 0; image < count; image++) {
    for (const plane of planes) {
      for (const row of rows) {
        const line = 2 * x * (row + y * (plane + z * image));
        for (const column of columns) {
          result[to++] = images[line + 2 * column]!;
          result[to++] = images[line + 2 * column + 1]!;
        }
      }
    }
  }
  return result;
}

/** `count` consecutive integers, starting at `first`. */
function range(count: number, first = 0): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

/**
 * Mirrors images about their centre pixel, floor(N / 2), along some axes. The grid is periodic: if the number of pixels
 * is even, the first one has no counterpart and stays. Mirroring k-space has the same effect, apart from the phase.
 * @param images `[count][z][y][x]` complex; not changed
 * @param axes which of x, y, z
 * @throws NumericsError `shape-mismatch`
 */
export function mirrorImages(
  images: Float32Array,
  size: GridSize,
  axes: readonly [boolean, boolean, boolean],
  count: number,
): Float32Array<ArrayBuffer> {
  const source = (axis: 0 | 1 | 2) => {
    const [n, center] = [size[axis], Math.floor(size[axis] / 2)];
    return axes[axis] ? range(n).map((i) => (2 * center - i + n) % n) : range(n);
  };
  return gather(images, size, [source(0), source(1), source(2)], count);
}

/**
 * Crops images, starting at pixel floor((N − croppedSize) / 2).
 * @param images `[count][z][y][x]` complex; not changed
 * @param croppedSize numbers of pixels to keep, at most those of `size`
 * @throws NumericsError `shape-mismatch`
 */
export function cropImages(
  images: Float32Array,
  size: GridSize,
  croppedSize: GridSize,
  count: number,
): Float32Array<ArrayBuffer> {
  const source = (axis: 0 | 1 | 2) => range(croppedSize[axis], Math.floor((size[axis] - croppedSize[axis]) / 2));
  return gather(images, size, [source(0), source(1), source(2)], count);
}
