import { Observable, type OperatorFunction } from "rxjs";
import type { SampleSet, Samples } from "../../gadget-api/index.ts";

/** Samples, and those that their coil maps are computed from. */
export interface WithMapSource {
  readonly samples: SampleSet;
  readonly source: Samples;
}

/** Coil maps belong to a slice of an encoding. */
export function sliceKey({ encoding, readouts }: SampleSet): string {
  return `${encoding}/${readouts[0]!.header.slice}`;
}

/**
 * Adds what coil maps are computed from: the newest reference of the slice; without one, the first `frames` images of
 * the slice together, for which the first ones wait; with `frames` 0, each image itself.
 */
export function withMapSource(frames: number): OperatorFunction<SampleSet, WithMapSource> {
  return (source) =>
    new Observable((subscriber) => {
      const sources = new Map<string, Samples>();
      const waiting = new Map<string, SampleSet[]>();
      const release = (slice: string) => {
        const held = waiting.get(slice)!;
        waiting.delete(slice);
        const merged = mergedSamples(held);
        sources.set(slice, merged);
        for (const samples of held) subscriber.next({ samples, source: merged });
      };
      const take = (samples: SampleSet) => {
        const slice = sliceKey(samples);
        if (samples.reference !== undefined) sources.set(slice, samples.reference);
        const known = sources.get(slice);
        if (known !== undefined || frames === 0) {
          subscriber.next({ samples, source: known ?? samples });
          return;
        }
        const held = waiting.get(slice) ?? [];
        waiting.set(slice, held);
        held.push(samples);
        if (held.length === frames) release(slice);
      };
      return source.subscribe({
        next: take,
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          for (const slice of [...waiting.keys()]) release(slice);
          subscriber.complete();
        },
      });
    });
}

/** Samples of several images as those of one, each weighted as in its own image. */
function mergedSamples(images: readonly SampleSet[]): Samples {
  const [first] = images;
  if (images.length === 1) return first!;
  const { coils, dimensions } = first!;
  const counts = images.map(({ trajectory }) => trajectory.length / dimensions);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const data = new Float32Array(2 * coils * total);
  const trajectory = new Float32Array(dimensions * total);
  const density = new Float32Array(total);
  let at = 0;
  for (const [i, image] of images.entries()) {
    const count = counts[i]!;
    for (let coil = 0; coil < coils; coil += 1)
      data.set(image.data.subarray(2 * coil * count, 2 * (coil + 1) * count), 2 * (coil * total + at));
    trajectory.set(image.trajectory, dimensions * at);
    density.set(
      image.density!.map((weight) => weight / images.length),
      at,
    );
    at += count;
  }
  return { data, coils, trajectory, dimensions, density, readouts: images.flatMap(({ readouts }) => readouts) };
}
