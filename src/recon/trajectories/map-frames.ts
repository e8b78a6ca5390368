import type { OperatorFunction } from "rxjs";
import {
  collect,
  type GadgetContext,
  GadgetError,
  MemoryBudget,
  type SampleSet,
  type Samples,
} from "../../gadget-api/index.ts";
import { messageBytes } from "../../gadget-api/kinds/index.ts";
import { counted } from "../../text/index.ts";

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
 * @throws GadgetError `frames-too-large`, `readout-mismatch`, from the operator
 */
export function withMapSource(context: GadgetContext, frames: number): OperatorFunction<SampleSet, WithMapSource> {
  const room = new MemoryBudget(Number.POSITIVE_INFINITY, context);
  /** By slice. */
  const sources = new Map<string, Samples>();
  const waiting = new Map<string, readonly SampleSet[]>();
  const release = (slice: string, images: readonly SampleSet[]): WithMapSource[] => {
    const source = mergedSamples(images);
    waiting.delete(slice);
    sources.set(slice, source);
    return images.map((samples) => ({ samples, source }));
  };
  return collect<SampleSet, WithMapSource>({
    take(samples) {
      const slice = sliceKey(samples);
      if (samples.reference !== undefined) sources.set(slice, samples.reference);
      const known = sources.get(slice) ?? (frames === 0 ? samples : undefined);
      if (known !== undefined) return [{ samples, source: known }];
      const images = [...(waiting.get(slice) ?? []), samples];
      requireCoils(images[0]!, samples);
      waiting.set(slice, images);
      const bytes = [...waiting.values()].flat().reduce((sum, each) => sum + messageBytes(each), 0);
      room.require("images that wait for coil maps", bytes, "frames-too-large", "use fewer mapFrames");
      return images.length === frames ? release(slice, images) : [];
    },
    finish: () => [...waiting].flatMap(([slice, images]) => release(slice, images)),
  });
}

/** @throws GadgetError `readout-mismatch` */
export function requireCoils({ coils: expected }: Samples, { coils }: Samples): void {
  if (coils === expected) return;
  const text = `coil maps come from samples of ${counted(expected, "coil")}, and an image of their slice has ${coils}`;
  throw new GadgetError("readout-mismatch", `${text}; put steps that change coils before 'accumulate'`);
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
