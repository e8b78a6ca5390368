import { requireCount } from "../errors.ts";
import { goldenDirection } from "./angles.ts";
import { ArchimedeanSpiral } from "./archimedean-spiral.ts";
import { type HargreavesDesign, hargreavesSpiral } from "./hargreaves-spiral.ts";

/** Spokes through the centre of k-space. */
export interface Spokes {
  readonly kind: "spokes";
  /** Spokes of an image. */
  readonly interleaves: number;
  readonly samples: number;
  /** Angle in rad from one spoke to the next. */
  readonly increment: number;
  /** Whether the angles go on from repetition to repetition, instead of starting again. */
  readonly continued: boolean;
}

/** Archimedean spirals with samples in equal distances, 1 / matrix apart. */
export interface ArchimedeanSpirals {
  readonly kind: "archimedean-spirals";
  readonly interleaves: number;
  readonly samples: number;
  readonly matrix: number;
}

/** Spirals that are limited by gradients, of up to `samples` samples. */
export interface HargreavesSpirals extends HargreavesDesign {
  readonly kind: "hargreaves-spirals";
  readonly samples: number;
}

/** Spokes in three dimensions, in the directions of golden means, which go on from repetition to repetition. */
export interface KooshBall {
  readonly kind: "koosh-ball";
  readonly interleaves: number;
  readonly samples: number;
}

/** A trajectory in a plane. */
export type PlaneTrajectory = Spokes | ArchimedeanSpirals | HargreavesSpirals;

/** The same readouts in each of several partitions, such as a stack of stars. */
export interface Stack {
  readonly kind: "stack";
  readonly plane: PlaneTrajectory;
  readonly partitions: number;
}

export type Trajectory = PlaneTrajectory | Stack | KooshBall;

/** The counters of a readout that determine its coordinates. */
export interface ReadoutCounters {
  readonly interleaf: number;
  readonly partition?: number;
  readonly repetition?: number;
}

/**
 * The coordinates of a trajectory's readouts.
 *
 * - Sample i of a spoke of n is at (i − floor(n / 2)) / n along its direction. The spoke's index is its interleaf, plus the
 *   interleaves of all repetitions before it if angles are continued.
 * - Spiral i of n is turned by 2π i / n, counter-clockwise; of a Hargreaves spiral clockwise, as in Gadgetron.
 * - Partition p of n is at (p − floor(n / 2)) / n along z.
 *
 * @returns a function that computes a readout's coordinates, `[samples][2]` or in three dimensions `[samples][3]`, in
 *   cycles per pixel
 * @throws NumericsError `bad-length`, `bad-argument`
 */
export function trajectoryPoints(trajectory: Trajectory): (readout: ReadoutCounters) => Float32Array<ArrayBuffer> {
  if (trajectory.kind !== "stack") requireCount("the samples of a readout", trajectory.samples, 1);
  switch (trajectory.kind) {
    case "spokes":
      return (readout) => spoke(trajectory.samples, direction(trajectory.increment * spokeIndex(trajectory, readout)));
    case "koosh-ball":
      return (readout) => spoke(trajectory.samples, goldenDirection(spokeIndex(trajectory, readout)));
    case "archimedean-spirals": {
      const { matrix, interleaves, samples } = trajectory;
      const first = new ArchimedeanSpiral(matrix, interleaves).points(samples);
      return ({ interleaf }) => turned(first, (2 * Math.PI * interleaf) / interleaves);
    }
    case "hargreaves-spirals": {
      const first = hargreavesSpiral(trajectory).subarray(0, 2 * trajectory.samples);
      return ({ interleaf }) => turned(first, (-2 * Math.PI * interleaf) / trajectory.interleaves);
    }
    case "stack":
      return stacked(trajectory);
  }
}

/** The dimensions of a trajectory's coordinates. */
export function trajectoryDimensions({ kind }: Trajectory): 2 | 3 {
  return kind === "stack" || kind === "koosh-ball" ? 3 : 2;
}

function spokeIndex(trajectory: Spokes | KooshBall, { interleaf, repetition = 0 }: ReadoutCounters): number {
  const continued = trajectory.kind === "koosh-ball" || trajectory.continued;
  return (continued ? repetition * trajectory.interleaves : 0) + interleaf;
}

function direction(angle: number): readonly number[] {
  return [Math.cos(angle), Math.sin(angle)];
}

function spoke(samples: number, along: readonly number[]): Float32Array<ArrayBuffer> {
  const points = new Float32Array(samples * along.length);
  for (let sample = 0, at = 0; sample < samples; sample += 1) {
    for (const component of along) points[at++] = gridPosition(sample, samples) * component;
  }
  return points;
}

function turned(points: Float64Array, angle: number): Float32Array<ArrayBuffer> {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const result = new Float32Array(points.length);
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at]!, points[at + 1]!];
    result[at] = x * cos - y * sin;
    result[at + 1] = x * sin + y * cos;
  }
  return result;
}

function stacked({ plane, partitions }: Stack): (readout: ReadoutCounters) => Float32Array<ArrayBuffer> {
  requireCount("the partitions of a stack", partitions, 1);
  const planePoints = trajectoryPoints(plane);
  return (readout) => {
    const flat = planePoints(readout);
    const points = new Float32Array(1.5 * flat.length);
    for (let from = 0, to = 0; from < flat.length; from += 2, to += 3) {
      points[to] = flat[from]!;
      points[to + 1] = flat[from + 1]!;
      points[to + 2] = gridPosition(readout.partition ?? 0, partitions);
    }
    return points;
  };
}

/** Position of a sample on a grid that is centred at floor(count / 2), −0.5 to less than 0.5. */
function gridPosition(index: number, count: number): number {
  return (index - Math.floor(count / 2)) / count;
}
