import { GadgetError, type SampleSet } from "../../gadget-api/index.ts";
import type { Acquisition, Encoding } from "../../mrd/index.ts";
import { ellipsoid } from "../../numerics/nufft/index.ts";
import { counted } from "../../text/index.ts";
import { TrajectoryError } from "./errors.ts";
import { toCyclesPerPixel } from "./unit.ts";

/** What the third dimension of readouts' trajectories is. */
export type ThirdDimension = "density" | "kz" | "none";

export interface SampleSetOptions {
  readonly encoding: Encoding;
  /** Index of the encoding in the header. */
  readonly index: number;
  /**
   * What a third dimension is; if `auto`, density weights where the encoded matrix has one partition and no value is
   * negative.
   */
  readonly third: ThirdDimension | "auto";
  /** Field of view of the image. */
  readonly grid: "encoded" | "recon";
}

export interface MeasuredSamples {
  readonly samples: SampleSet;
  /** What the coordinates were in. */
  readonly unit: string;
}

/**
 * The samples of readouts with their trajectories, without those that are discarded.
 * @throws TrajectoryError; GadgetError `readout-mismatch`, `empty-readout`
 */
export function sampleSet(readouts: readonly Acquisition[], options: SampleSetOptions): MeasuredSamples {
  const { encoding, index, grid } = options;
  const { activeChannels: coils } = readouts[0]!.header;
  const counts = readouts.map((readout) => keptSamples(readout, coils));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total < 1 || coils < 1) throw new GadgetError("empty-readout", "the readouts of an image have no samples");
  const { trajectory, dimensions, unit, weights } = coordinates(readouts, counts, options);
  return {
    unit,
    samples: {
      kind: "samples",
      encoding: index,
      ...imageSpace(encoding, grid),
      data: samplesOf(readouts, counts, coils),
      coils,
      trajectory,
      dimensions,
      density: weights && areas(weights, trajectory, dimensions),
      // Copies of the headers, whose memory may be that of the readouts' samples.
      readouts: readouts.map(({ header }, i) => ({ header: header.with({}), samples: counts[i]! })),
      attributes: { LarmorTrajectory: unit },
    },
  };
}

/** Matrix and field of view of the image: pixels are those of the encoded matrix. */
function imageSpace({ encodedSpace, reconSpace }: Encoding, grid: "encoded" | "recon") {
  const sizes = (["x", "y", "z"] as const).map((axis) => {
    const [pixels, mm] = [encodedSpace.matrixSize[axis], encodedSpace.fieldOfViewMm[axis]];
    const part = grid === "recon" && mm > 0 ? reconSpace.fieldOfViewMm[axis] / mm : 1;
    const own = part > 0 && part < 1 ? Math.max(1, Math.round(pixels * part)) : pixels;
    return { pixels: own, mm: (mm * own) / pixels };
  });
  type Triple = [number, number, number];
  return { matrix: sizes.map(({ pixels }) => pixels) as Triple, fieldOfViewMm: sizes.map(({ mm }) => mm) as Triple };
}

/** `[coils][samples]` complex. */
function samplesOf(readouts: readonly Acquisition[], counts: readonly number[], coils: number): Float32Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const data = new Float32Array(2 * coils * total);
  let at = 0;
  for (const [i, { header, data: line }] of readouts.entries()) {
    const { numberOfSamples, discardPre } = header;
    for (let coil = 0; coil < coils; coil += 1) {
      const from = 2 * (coil * numberOfSamples + discardPre);
      data.set(line.subarray(from, from + 2 * counts[i]!), 2 * (coil * total + at));
    }
    at += counts[i]!;
  }
  return data;
}

/** The trajectory in cycles per pixel, and the weights of a third dimension. */
function coordinates(readouts: readonly Acquisition[], counts: readonly number[], options: SampleSetOptions) {
  const { encoding, third } = options;
  const { z } = encoding.encodedSpace.matrixSize;
  const { plane, column } = columns(readouts, counts);
  const kind = column === undefined ? "none" : thirdDimension(column, third, z);
  if (kind === "kz") {
    if (z <= 1) {
      const text = "the third coordinate of samples varies, but the encoded matrix has 1 partition";
      throw new TrajectoryError("three-dimensional", `${text}, so that there is no volume to reconstruct`);
    }
    const trajectory = interleaved(plane, column!);
    return { trajectory, dimensions: 3 as const, unit: toCyclesPerPixel(trajectory, 3, encoding) };
  }
  const unit = toCyclesPerPixel(plane, 2, encoding);
  const weights = kind === "density" ? column : undefined;
  if (z <= 1) return { trajectory: plane, dimensions: 2 as const, unit, weights };
  return {
    trajectory: interleaved(plane, partitions(readouts, counts, encoding)),
    dimensions: 3 as const,
    unit,
    weights,
  };
}

/** The first two coordinates of samples, and the third one if there is one. */
function columns(readouts: readonly Acquisition[], counts: readonly number[]) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const plane = new Float32Array(2 * total);
  const column = new Float32Array(total);
  let hasThird = false;
  let at = 0;
  for (const [readout, { header, trajectory: own }] of readouts.entries()) {
    const { trajectoryDimensions: stride, discardPre } = header;
    hasThird ||= stride > 2;
    for (let i = 0; i < counts[readout]!; i += 1, at += 1) {
      const from = (discardPre + i) * stride;
      plane[2 * at] = own[from]!;
      plane[2 * at + 1] = own[from + 1]!;
      if (stride > 2) column[at] = own[from + 2]!;
    }
  }
  return { plane, column: hasThird ? column : undefined };
}

function interleaved(plane: Float32Array, column: Float32Array): Float32Array<ArrayBuffer> {
  const trajectory = new Float32Array(3 * column.length);
  for (const [i, k] of column.entries()) trajectory.set([plane[2 * i]!, plane[2 * i + 1]!, k], 3 * i);
  return trajectory;
}

/** The third coordinate in a stack of planes, in cycles per pixel, by the counter of their partition. */
function partitions(readouts: readonly Acquisition[], counts: readonly number[], encoding: Encoding): Float32Array {
  const { z } = encoding.encodedSpace.matrixSize;
  const center = encoding.encodingLimits.kspaceEncodingStep2?.center ?? Math.floor(z / 2);
  const column = new Float32Array(counts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  for (const [i, { header }] of readouts.entries()) {
    column.fill((header.kspaceEncodeStep2 - center) / z, at, at + counts[i]!);
    at += counts[i]!;
  }
  return column;
}

/** The samples of a readout that are not discarded. */
function keptSamples({ header }: Acquisition, coils: number): number {
  const { scanCounter, trajectoryDimensions, activeChannels, numberOfSamples, discardPre, discardPost } = header;
  if (trajectoryDimensions < 2) {
    throw new TrajectoryError(
      "no-trajectory",
      `readout ${scanCounter} has a trajectory of ${counted(trajectoryDimensions, "dimension")}, and needs one of 2; for ` +
        "lines of a Cartesian grid, use the chain cartesian, for EPI the chain epi",
    );
  }
  if (activeChannels !== coils) {
    throw new GadgetError(
      "readout-mismatch",
      `readout ${scanCounter} has ${counted(activeChannels, "channel")}, others of its image have ${coils}`,
    );
  }
  return Math.max(0, numberOfSamples - discardPre - discardPost);
}

function thirdDimension(column: Float32Array, third: ThirdDimension | "auto", z: number): ThirdDimension {
  if (third !== "auto") return third;
  if (column.every((value) => value === column[0])) return "none"; // a plane, or equal weights
  return z <= 1 && column.every((value) => value >= 0) ? "density" : "kz";
}

/**
 * The areas of k-space that given weights mean. They are in a unit of their own: their sum is that of the ellipse or
 * ellipsoid that samples reach to.
 */
function areas(weights: Float32Array, trajectory: Float32Array, dimensions: 2 | 3): Float32Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!(sum > 0 && sum < Number.POSITIVE_INFINITY)) {
    throw new TrajectoryError("no-density", `the density weights in the third dimension of trajectories sum to ${sum}`);
  }
  const factor = ellipsoid(trajectory, dimensions) / sum;
  return weights.map((weight) => weight * factor);
}
