import { columnLines, contiguousLines, lineTransform } from "../fft/index.ts";
import { withScratch } from "../kernels/heap.ts";

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
  const length = 2 * size[0] * size[1] * size[2];
  const images = new Float32Array(coils * length);
  const [firstX, firstY, firstZ] = size.map((pixels, axis) => Math.floor(pixels / 2) - center[axis]!);
  const [startX, endX] = [Math.max(0, -firstX!), Math.min(nx, size[0] - firstX!)];
  const weights = Float64Array.from(wx!.slice(startX, Math.max(startX, endX)));
  const isInside = (position: number, axis: number) => position >= 0 && position < size[axis]!;
  withScratch([length], (volume) => {
    for (let coil = 0; coil < coils; coil += 1) {
      volume.fill(0);
      for (let row = 0; row < nz * ny; row += 1) {
        const [y, z] = [row % ny, Math.floor(row / ny)];
        const [toY, toZ] = [y + firstY!, z + firstZ!];
        if (!isInside(toY, 1) || !isInside(toZ, 2)) continue;
        const from = 2 * ((coil * nz * ny + row) * nx + startX);
        const to = 2 * ((toZ * size[1] + toY) * size[0] + startX + firstX!);
        weigh(block.data.subarray(from, from + 2 * weights.length), weights, wy![y]! * wz![z]!, volume.subarray(to));
      }
      for (const axis of [0, 1, 2]) transformVolume(volume, size, axis);
      images.set(volume, coil * length);
    }
  });
  return images;
}

/** Multiplies complex samples by weights and a factor. */
function weigh(samples: Float32Array, weights: Float64Array, factor: number, target: Float32Array): void {
  for (let i = 0, at = 0; i < weights.length; i += 1, at += 2) {
    const weight = factor * weights[i]!;
    target[at] = weight * samples[at]!;
    target[at + 1] = weight * samples[at + 1]!;
  }
}

/** Inverse transform along an axis, of a volume on the kernels' heap. */
function transformVolume(volume: Float32Array, size: KSpaceBlock["size"], axis: number): void {
  const pixels = size[axis]!;
  if (pixels === 1) return;
  const transform = lineTransform(pixels);
  const stride = size.slice(0, axis).reduce((product, length) => product * length, 1);
  const plane = 2 * stride * pixels;
  if (axis === 0) {
    const lines = contiguousLines(volume, pixels);
    transform.transform("inverse", lines, lines, volume.length / plane);
    return;
  }
  for (let start = 0; start < volume.length; start += plane) {
    const columns = columnLines(volume.subarray(start, start + plane), pixels, stride);
    transform.transform("inverse", columns, columns, stride);
  }
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
