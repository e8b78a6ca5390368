import { KSpace, type KSpaceShape } from "../../src/gadget-api/index.ts";
import { PlacedLines } from "../../src/gadget-api/k-space/index.ts";
import type { SampleMemory } from "../../src/gadget-api/services/index.ts";
import { GridLines, type ImageWork } from "../../src/numerics/cartesian/index.ts";
import { randomComplex } from "../numerics/reference.ts";

export type Triple = readonly [number, number, number];

export interface VolumeSizes {
  readonly sampled: Triple;
  readonly resampled: Triple;
  readonly pixels: Triple;
  readonly coils: number;
  readonly slices: number;
}

/** How lines are stored: in memory that can be transferred or not, averaged, with discarded samples, or not at all. */
export const storages = ["own", "external", "averaged", "discards", "missing"] as const;
export type Storage = (typeof storages)[number];

/** K-spaces of volumes whose lines are stored in different ways, alternately. */
export function volumeOf({ sampled, coils, slices }: VolumeSizes, storage: readonly Storage[], memory: SampleMemory) {
  const [e0, e1, e2] = sampled;
  const shape: KSpaceShape = { e0, e1, e2, coils, n: 1, s: 1, slices };
  const counts = new Uint32Array(e1 * e2 * slices);
  const grid = new GridLines({ ...shape, images: slices }, counts);
  const received: Float32Array[] = [];
  for (let index = 0; index < counts.length; index += 1) {
    const kind = storage[index % storage.length]!;
    if (kind === "missing") continue;
    const [stride, from] = kind === "discards" ? [e0 + 3, 2] : [e0, 0];
    counts[index] = kind === "averaged" ? 2 : 1;
    for (let time = 0; time < counts[index]!; time += 1) {
      const length = 2 * coils * stride;
      const samples = kind === "external" ? new Float32Array(length) : memory.allocate(length);
      samples.set(randomComplex(coils * stride, 10 * index + time));
      received.push(samples);
      grid.add({ index, samples, stride, from, length: e0, first: 0, adds: time > 0 });
    }
  }
  const axis = { first: 0, last: 0, center: 0 };
  const description = { shape, readout: "k-space", headers: [], counts, discarded: new Uint32Array(slices) } as const;
  const rest = { e1: axis, e2: axis, acceleration: [1, 1], missing: [] } as const;
  const done = () => {
    for (const samples of received) memory.release(samples);
  };
  return new KSpace({ ...description, ...rest }, new PlacedLines(grid, { memory, done }));
}

export function workOf({ sampled, resampled, pixels, coils, slices }: VolumeSizes, readout: ImageWork["readout"]) {
  const axis = (i: 0 | 1 | 2) => ({ sampled: sampled[i], resampled: resampled[i], pixels: pixels[i] });
  return { axes: [axis(0), axis(1), axis(2)] as const, coils, count: coils * slices, readout };
}
