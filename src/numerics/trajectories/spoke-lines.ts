import { NumericsError } from "../errors.ts";

/** Part of a step by which samples may be off the line of their spoke, and the line off the centre of k-space. */
const STRAIGHT = 0.25;

/** A readout along a straight line through the centre of k-space, with samples in equal distances. */
export interface SpokeLine {
  /** Index of its first sample among all. */
  readonly from: number;
  readonly samples: number;
  /** The way from one sample to the next, in cycles per pixel. */
  readonly step: readonly [number, number];
  /** Where the centre of k-space is among its samples, from 0; not a whole number in general. */
  readonly center: number;
}

/** Samples of readouts in k-space. */
export interface ReadoutSamples {
  /** `[coils][samples]` complex, interleaved. */
  readonly data: Float32Array;
  readonly coils: number;
  /** `[samples][dimensions]` in cycles per pixel. */
  readonly trajectory: Float32Array;
  readonly dimensions: 2 | 3;
  /** The samples of each readout. */
  readonly counts: readonly number[];
}

/**
 * The spokes in the plane of the volume that is closest to its centre.
 * @throws NumericsError `bad-argument` if a readout is not a spoke in a plane
 */
export function spokeLines({ trajectory, dimensions, counts }: ReadoutSamples): readonly SpokeLine[] {
  let until = 0;
  const lines = counts.map((samples, readout) => {
    const from = until;
    until += samples;
    const points = trajectory.subarray(dimensions * from, dimensions * until);
    const line = lineThrough(points, dimensions, from);
    if (line !== undefined) return { line, height: dimensions === 3 ? Math.abs(points[2]!) : 0 };
    throw new NumericsError(
      "bad-argument",
      `readout ${readout + 1} is not a spoke through the centre of k-space in a plane, with samples in equal distances`,
    );
  });
  const lowest = lines.reduce((least, { height }) => Math.min(least, height), Number.POSITIVE_INFINITY);
  return lines.filter(({ height }) => height === lowest).map(({ line }) => line);
}

function lineThrough(points: Float32Array, dimensions: number, from: number): SpokeLine | undefined {
  const samples = points.length / dimensions;
  const last = dimensions * (samples - 1);
  const step = [0, 1].map((axis) => (points[last + axis]! - points[axis]!) / (samples - 1)) as [number, number];
  const length = Math.hypot(...step);
  if (samples < 2 || length === 0) return undefined;
  const center = -(points[0]! * step[0] + points[1]! * step[1]) / length ** 2;
  for (let sample = 0; sample < samples; sample += 1) {
    const at = dimensions * sample;
    const off = Math.hypot(...[0, 1].map((axis) => points[at + axis]! - (sample - center) * step[axis]!));
    if (off > STRAIGHT * length || (dimensions === 3 && points[at + 2] !== points[2])) return undefined;
  }
  const isInside = center > 0 && center < samples - 1;
  return isInside ? { from, samples, step, center } : undefined;
}
