import { transformAxis } from "../fft/index.ts";

/** A fully sampled block of k-space. */
export interface KSpaceBlock {
  /** Samples along x, y, z. */
  readonly size: readonly [number, number, number];
  /** Index of the k-space centre along each axis. */
  readonly center: readonly [number, number, number];
  readonly coils: number;
  /** `[coils][z][y][x]` complex, interleaved. */
  readonly data: Float32Array;
}

/** The part of a block that has at most `width` samples along each axis, about the centre if there are enough. */
export function centralBlock({ size, center, coils, data }: KSpaceBlock, width: number): KSpaceBlock {
  const own = size.map((length) => Math.min(length, width)) as [number, number, number];
  const first = size.map((length, axis) => {
    return Math.max(0, Math.min(center[axis]! - Math.floor(own[axis]! / 2), length - own[axis]!));
  });
  const result = new Float32Array(2 * coils * own[0] * own[1] * own[2]);
  let to = 0;
  for (let coil = 0; coil < coils; coil += 1) {
    for (let z = first[2]!; z < first[2]! + own[2]; z += 1) {
      for (let y = first[1]!; y < first[1]! + own[1]; y += 1) {
        const from = 2 * (((coil * size[2] + z) * size[1] + y) * size[0] + first[0]!);
        result.set(data.subarray(from, from + 2 * own[0]), to);
        to += 2 * own[0];
      }
    }
  }
  const moved = center.map((at, axis) => at - first[axis]!) as [number, number, number];
  return { size: own, center: moved, coils, data: result };
}

/** Window of a block along one axis, by the distance from its centre. */
export type BlockWindow = "hann" | "kaiser" | "none";

/** β of the Kaiser window in BART's `caldir`. */
const KAISER_BETA = 4;

/**
 * Images of low resolution: the block times a window along each axis, zero-filled about the centre, and transformed
 * (inverse, unitary). `hann` uses only the part of the block that is symmetric about the centre, as Gadgetron.
 * @param size pixels along x, y, z
 * @returns `[coils][z][y][x]` complex, interleaved
 */
export function blockImages(
  block: KSpaceBlock,
  size: readonly [number, number, number],
  window: BlockWindow,
): Float32Array<ArrayBuffer> {
  const { coils, center } = block;
  const [nx, ny, nz] = block.size;
  const [wx, wy, wz] = block.size.map((length, axis) => windowOf(window, length, center[axis]!));
  const images = new Float32Array(2 * coils * size[0] * size[1] * size[2]);
  const place = (index: number, axis: number) => index - center[axis]! + Math.floor(size[axis]! / 2);
  const isInside = (position: number, axis: number) => position >= 0 && position < size[axis]!;
  for (let row = 0; row < coils * nz * ny; row += 1) {
    const [y, z, coil] = [row % ny, Math.floor(row / ny) % nz, Math.floor(row / (ny * nz))];
    const [toY, toZ] = [place(y, 1), place(z, 2)];
    if (!isInside(toY, 1) || !isInside(toZ, 2)) continue;
    for (let x = 0; x < nx; x += 1) {
      const toX = place(x, 0);
      if (!isInside(toX, 0)) continue;
      const weight = wx![x]! * wy![y]! * wz![z]!;
      const to = 2 * (((coil * size[2] + toZ) * size[1] + toY) * size[0] + toX);
      images[to] = weight * block.data[2 * (row * nx + x)]!;
      images[to + 1] = weight * block.data[2 * (row * nx + x) + 1]!;
    }
  }
  const shape = [...size, coils];
  for (const axis of [0, 1, 2]) if (shape[axis]! > 1) transformAxis(images, shape, axis, "inverse");
  return images;
}

function windowOf(window: BlockWindow, length: number, center: number): number[] {
  if (length === 1 || window === "none") return new Array<number>(length).fill(1);
  const half = Math.min(center, length - 1 - center) + 1;
  const reach = Math.max(center, length - 1 - center);
  return Array.from({ length }, (_, i) => {
    const distance = Math.abs(i - center);
    if (window === "hann") return distance < half ? (1 + Math.cos((Math.PI * distance) / half)) / 2 : 0;
    return besselI0(KAISER_BETA * Math.sqrt(1 - (distance / reach) ** 2)) / besselI0(KAISER_BETA);
  });
}

/** The modified Bessel function of order zero, Σ ((x / 2)^k / k!)². */
function besselI0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-16 * sum; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
