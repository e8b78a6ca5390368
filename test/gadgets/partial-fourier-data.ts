import type { KSpace, KSpaceShape } from "../../src/gadget-api/index.ts";
import { type Direction, transformAxis } from "../../src/numerics/fft/index.ts";
import { sheppLogan } from "../../src/simulator/index.ts";
import { kSpace } from "../support/messages.ts";

export type Sizes = readonly [number, number, number];
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** A copy of volumes `[volumes][size 2][size 1][size 0]`, transformed along axes. */
export function transformed(direction: Direction, data: Float32Array, sizes: Sizes, axes = [0, 1, 2]): Float32Array {
  const result = data.slice();
  const volumes = data.length / (2 * sizes[0] * sizes[1] * sizes[2]);
  for (const axis of axes) transformAxis(result, [...sizes, volumes], axis, direction);
  return result;
}

/** Slices of the phantom, with a phase φ(x, y, z) in radians; x, y and z go from −1 to 1. */
export function phantom(
  [x, y, z]: Sizes,
  phase: (x: number, y: number, z: number) => number = () => 0,
): Float32Array<ArrayBuffer> {
  const image = new Float32Array(2 * x * y * z);
  const at = (i: number, size: number) => (size === 1 ? 0 : (2 * i) / size - 1);
  for (let k = 0; k < z; k++) {
    const slice = sheppLogan(x, y, 0.8 * at(k, z));
    for (let i = 0; i < x * y; i++) {
      const magnitude = slice[2 * i]!;
      const angle = phase(at(i % x, x), at(Math.floor(i / x), y), at(k, z));
      image[2 * (k * x * y + i)] = magnitude * Math.cos(angle);
      image[2 * (k * x * y + i) + 1] = magnitude * Math.sin(angle);
    }
  }
  return image;
}

/** K-space of which only rows `e1` and `e2` were acquired; the data elsewhere, headers and counts are removed. */
export function partialKSpace(
  shape: Partial<KSpaceShape>,
  data: Float32Array | undefined,
  { e1, e2 }: { readonly e1?: Range; readonly e2?: Range },
): KSpace {
  const full = kSpace({ coils: 1, ...shape });
  const rows = [
    { ...full.e1, ...e1 },
    { ...full.e2, ...e2 },
  ] as const;
  const lines = full.shape.e1 * full.shape.e2;
  const sampled = (line: number) => {
    const places = [line % full.shape.e1, Math.floor(line / full.shape.e1) % full.shape.e2] as const;
    return rows.every(({ first, last }, i) => places[i]! >= first && places[i]! <= last);
  };
  const values = (data ?? full.gather()).slice();
  const length = 2 * full.shape.e0;
  for (let line = 0; line < values.length / length; line++) {
    if (!sampled(line % lines)) values.fill(0, line * length, (line + 1) * length);
  }
  return full.with({
    samples: values,
    e1: rows[0],
    e2: rows[1],
    headers: full.headers.map((header, line) => (sampled(line % lines) ? header : undefined)),
    counts: full.counts.map((count, line) => (sampled(line % lines) ? count : 0)),
  });
}
