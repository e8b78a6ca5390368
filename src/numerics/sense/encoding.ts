import type { CoilShape } from "../coils/shape.ts";
import { columnLines, contiguousLines, type Direction, lineTransform } from "../fft/index.ts";
import { withScratch } from "../kernels/heap.ts";

/** Coil maps, and the lines that were acquired. */
export interface SenseModel extends CoilShape {
  /** `[coils][z][y][x]` complex, interleaved, with unit norm over the coils or 0. */
  readonly maps: Float32Array;
  /** `[z][y]`, 1 for acquired lines. */
  readonly mask: Uint8Array;
}

/** Transforms one coil's volume along y and z, in place: readouts stay in image space. @param volume on the heap */
export function transformLines(volume: Float32Array, [nx, ny, nz]: CoilShape["size"], direction: Direction): void {
  if (ny > 1) {
    const transform = lineTransform(ny);
    for (let z = 0; z < nz; z += 1) {
      const lines = columnLines(volume.subarray(2 * nx * ny * z, 2 * nx * ny * (z + 1)), ny, nx);
      transform.transform(direction, lines, lines, nx);
    }
  }
  if (nz === 1) return;
  const lines = columnLines(volume, nz, nx * ny);
  lineTransform(nz).transform(direction, lines, lines, nx * ny);
}

/** Transforms readouts of coils to image space, in place. @param data `[coils][z][y][x]` complex, of any memory */
export function toHybrid(data: Float32Array, samples: number, coils: number): void {
  const length = data.length / coils;
  withScratch([length], (volume) => {
    for (let start = 0; start < data.length; start += length) {
      volume.set(data.subarray(start, start + length));
      const lines = contiguousLines(volume, samples);
      lineTransform(samples).transform("inverse", lines, lines, volume.length / (2 * samples));
      data.set(volume, start);
    }
  });
}

/** Sets the lines that were not acquired to zero. */
export function keepAcquired(volume: Float32Array, mask: Uint8Array, samples: number): void {
  for (const [line, acquired] of mask.entries()) {
    if (acquired === 0) volume.fill(0, 2 * samples * line, 2 * samples * (line + 1));
  }
}

/** Adds a coil's image times the conjugate of its map. */
export function addTimesConjugateMap(
  volume: Float32Array,
  { maps }: Pick<SenseModel, "maps">,
  coil: number,
  sum: Float64Array,
): void {
  for (let i = 0, m = coil * sum.length; i < sum.length; i += 2, m += 2) {
    sum[i]! += volume[i]! * maps[m]! + volume[i + 1]! * maps[m + 1]!;
    sum[i + 1]! += volume[i + 1]! * maps[m]! - volume[i]! * maps[m + 1]!;
  }
}
