import type { Acquisition, Encoding } from "../../mrd/index.ts";
import { NumericsError } from "../../numerics/index.ts";
import { type Trajectory, trajectoryDimensions, trajectoryPoints } from "../../numerics/trajectories/index.ts";
import { counted } from "../../text/index.ts";
import { type DescribedTrajectory, describedTrajectory } from "./described-trajectory.ts";
import { descriptionDoubts } from "./description-doubts.ts";
import { TrajectoryError } from "./errors.ts";

export const trajectorySources = ["auto", "readouts", "header"] as const;
/** Where coordinates come from; `auto`: from the readouts if they have any, otherwise from the header. */
export type TrajectorySource = (typeof trajectorySources)[number];

/** Readouts with the coordinates of their samples. */
export interface LocatedReadouts {
  readonly readouts: readonly Acquisition[];
  /** What the coordinates were computed from, if they are not the readouts' own. */
  readonly described?: DescribedTrajectory;
  /** How the readouts contradict it, if they do. */
  readonly doubts?: string | undefined;
}

type Points = ReturnType<typeof trajectoryPoints>;

/** Adds coordinates that follow from the header to readouts. */
export class ReadoutLocator {
  readonly #source: TrajectorySource;
  /** By encoding and number of samples. */
  readonly #known = new Map<string, DescribedTrajectory & { readonly points: Points }>();

  constructor(source: TrajectorySource) {
    this.#source = source;
  }

  /**
   * @param readouts of one image
   * @param index of their encoding in the header
   * @throws TrajectoryError `no-trajectory`, `bad-description`
   */
  locate(readouts: readonly Acquisition[], encoding: Encoding, index: number): LocatedReadouts {
    const haveOwn = readouts.some(({ header }) => header.trajectoryDimensions >= 2);
    if (this.#source === "readouts" || (this.#source === "auto" && haveOwn)) return { readouts };
    const { minimum = 0 } = encoding.encodingLimits.kspaceEncodingStep1 ?? {};
    const located = readouts.map((readout) => {
      const described = this.#trajectoryFor(readout, encoding, index);
      // Limits count spokes only where there is no description.
      return withCoordinates(readout, described, described.assumed === undefined ? 0 : minimum);
    });
    const described = this.#trajectoryFor(readouts[0]!, encoding, index);
    requireCounters(readouts, described.trajectory);
    return { readouts: located, described, doubts: descriptionDoubts(readouts[0]!.header, described.trajectory) };
  }

  #trajectoryFor({ header: { numberOfSamples } }: Acquisition, encoding: Encoding, index: number) {
    const key = `${index} ${numberOfSamples}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const described = describedTrajectory(encoding, index, numberOfSamples);
    const entry = { ...described, points: pointsOf(described, index) };
    this.#known.set(key, entry);
    return entry;
  }
}

function pointsOf({ trajectory, text }: DescribedTrajectory, index: number): Points {
  try {
    return trajectoryPoints(trajectory);
  } catch (error) {
    if (!(error instanceof NumericsError)) throw error;
    throw new TrajectoryError("bad-description", `encoding ${index}, ${text}: ${error.message}`);
  }
}

/** @param first number of the first spoke or spiral */
function withCoordinates(
  { header, ...readout }: Acquisition,
  { trajectory, points }: DescribedTrajectory & { readonly points: Points },
  first: number,
): Acquisition {
  const { kspaceEncodeStep1, kspaceEncodeStep2: partition, repetition, scanCounter, numberOfSamples } = header;
  const plane = trajectory.kind === "stack" ? trajectory.plane : trajectory;
  const interleaf = kspaceEncodeStep1 - first;
  require(interleaf, plane.interleaves, `readout ${scanCounter} has kspace_encode_step_1 = ${kspaceEncodeStep1}`);
  if (trajectory.kind === "stack") {
    require(partition, trajectory.partitions, `readout ${scanCounter} has kspace_encode_step_2 = ${partition}`);
  }
  const dimensions = trajectoryDimensions(trajectory);
  const described = points({ interleaf, partition, repetition });
  const length = described.length / dimensions;
  const coordinates = new Float32Array(dimensions * numberOfSamples);
  coordinates.set(described);
  return {
    ...readout,
    trajectory: coordinates,
    header: header.with({
      trajectoryDimensions: dimensions,
      // Readouts may go on after a spiral has ended.
      discardPost: Math.min(numberOfSamples, Math.max(header.discardPost, numberOfSamples - length)),
    }),
  };
}

function require(index: number, count: number, what: string): void {
  if (index >= 0 && index < count) return;
  throw new TrajectoryError("bad-description", `${what}, but the header describes ${count}, counted from 0`);
}

/** @throws TrajectoryError `bad-description` if counters were never set, so that all readouts would be one */
function requireCounters(readouts: readonly Acquisition[], trajectory: Trajectory): void {
  const plane = trajectory.kind === "stack" ? trajectory.plane : trajectory;
  const { kspaceEncodeStep1: first } = readouts[0]!.header;
  const differs = readouts.some(({ header }) => header.kspaceEncodeStep1 !== first);
  if (differs || readouts.length === 1 || plane.interleaves === 1) return;
  throw new TrajectoryError(
    "bad-description",
    `all ${counted(readouts.length, "readout")} of an image have kspace_encode_step_1 = ${first}, which must number the spokes or ` +
      "spirals to compute their coordinates from the header",
  );
}
