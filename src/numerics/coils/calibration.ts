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
  const line = 2 * size[0];
  const plane = line * size[1];
  const length = plane * size[2];
  const images = new Float32Array(coils * length);
  /** Where the block begins in the image, and the part of it that is within the image. */
  const [x, y, z] = size.map((pixels, axis) => {
    const first = Math.floor(pixels / 2) - center[axis]!;
    const start = Math.max(0, -first);
    return { first, start, end: Math.max(start, Math.min(block.size[axis]!, pixels - first)) };
  }) as [BlockRange, BlockRange, BlockRange];
  const weights = Float64Array.from(wx!.slice(x.start, x.end));
  withScratch([length], (volume) => {
    for (let coil = 0; coil < coils; coil += 1) {
      volume.fill(0);
      for (let k = z.start; k < z.end; k += 1) {
        const own = volume.subarray((k + z.first) * plane, (k + z.first + 1) * plane);
        for (let j = y.start; j < y.end; j += 1) {
          const from = 2 * (((coil * nz + k) * ny + j) * nx + x.start);
          const target = own.subarray((j + y.first) * line + 2 * (x.start + x.first));
          weigh(block.data.subarray(from, from + 2 * weights.length), weights, wy![j]! * wz![k]!, target);
        }
        // The other lines and planes are zero.
        const lines = own.subarray((y.start + y.first) * line, (y.end + y.first) * line);
        transformVolume(lines, [size[0], y.end - y.start, 1], 0);
        transformVolume(own, [size[0], size[1], 1], 1);
      }
      transformVolume(volume, size, 2);
      images.set(volume, coil * length);
    }
  });
  return images;
}

/** A part of a block along an axis. */
interface BlockRange {
  /** Index in the image of the block's first sample; negative if that is outside. */
  readonly first: number;
  readonly start: number;
  readonly end: number;
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
