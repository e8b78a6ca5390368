import type { Encoding } from "../../mrd/index.ts";
import { goldenAngle, type Spokes, type Trajectory } from "../../numerics/trajectories/index.ts";
import { counted } from "../../text/index.ts";
import { DescriptionParameters } from "./description-parameters.ts";
import { TrajectoryError } from "./errors.ts";
import { hargreavesSpirals } from "./hargreaves-description.ts";

/** A trajectory that follows from a header. */
export interface DescribedTrajectory {
  readonly trajectory: Trajectory;
  /** What it is, for reports and images. */
  readonly text: string;
  /** What the header does not say. */
  readonly assumed?: string;
}

/** Reads a description. @throws TrajectoryError `bad-description` */
type Reader = (encoding: Encoding, parameters: DescriptionParameters, samples: number) => Trajectory;

const INTERLEAVES = "the spokes or spirals of an image or a partition";
const SAMPLES = "the samples of a readout";

/**
 * Descriptions by their identifiers: Hargreaves' spirals as the converters of Siemens' data and Gadgetron write and read
 * them, others as Larmor's phantom writes them.
 */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["HargreavesVDS2000", hargreavesSpirals],
  ["ArchimedeanSpiral", (_, parameters, samples) => archimedeanSpirals(parameters, samples)],
  ["Radial", (_, parameters, samples) => spokes(parameters, samples)],
  ["StackOfStars", (_, parameters, samples) => stack(parameters, samples)],
  ["GoldenMeansKooshBall", (_, parameters, samples) => ({ kind: "koosh-ball", ...counts(parameters, samples) })],
]);

/**
 * The trajectory of an encoding by its header: by the description, or, for `radial` and `goldenangle` without one, spokes
 * whose number is that of the limits of kspace_encode_step_1.
 * @param index of the encoding in the header
 * @param samples of the readouts
 * @throws TrajectoryError `no-trajectory`, `bad-description`
 */
export function describedTrajectory(encoding: Encoding, index: number, samples: number): DescribedTrajectory {
  const { trajectory, trajectoryDescription } = encoding;
  const identifier = trajectoryDescription?.identifier;
  const reader = readers.get(identifier ?? "");
  if (reader !== undefined) {
    const described = reader(encoding, new DescriptionParameters(encoding, index), samples);
    return { trajectory: described, text: textOf(described) };
  }
  if (trajectory === "radial" || trajectory === "goldenangle") return assumedSpokes(encoding, index, samples);
  const lacks = identifier === undefined ? "has no description of the trajectory" : `describes it as '${identifier}'`;
  throw new TrajectoryError(
    "no-trajectory",
    `readouts of encoding ${index} have no coordinates, and its header, whose trajectory is ${trajectory ?? "not set"}, ` +
      `${lacks}; known are ${[...readers.keys()].join(", ")}, and radial and goldenangle without a description`,
  );
}

function textOf(trajectory: Trajectory): string {
  switch (trajectory.kind) {
    case "spokes":
      return `${counted(trajectory.interleaves, "spoke")}, ${degrees(trajectory.increment)}° apart`;
    case "koosh-ball":
      return `koosh-ball of ${counted(trajectory.interleaves, "spoke")}`;
    case "archimedean-spirals":
      return counted(trajectory.interleaves, "spiral");
    case "hargreaves-spirals":
      return `${counted(trajectory.interleaves, "spiral")} of HargreavesVDS2000`;
    case "stack":
      return `${counted(trajectory.partitions, "partition")} of ${textOf(trajectory.plane)}`;
  }
}

function assumedSpokes(encoding: Encoding, index: number, samples: number): DescribedTrajectory {
  const { minimum = 0, maximum = 0 } = encoding.encodingLimits.kspaceEncodingStep1 ?? {};
  const interleaves = maximum - minimum + 1;
  if (interleaves < 2) {
    throw new TrajectoryError(
      "bad-description",
      `encoding ${index} has the encodingLimits ${minimum} to ${maximum} of kspace_encoding_step_1, the number of a ` +
        "spoke; to compute spokes without a description of the trajectory, they must include all spokes of an image",
    );
  }
  const continued = encoding.trajectory === "goldenangle";
  const increment = continued ? goldenAngle() : Math.PI / interleaves;
  const assumed = continued
    ? `spokes of the golden angle ${degrees(increment)}°, which go on from repetition to repetition`
    : `spokes at angles of 180° / ${interleaves} times kspace_encode_step_1`;
  const plane: Spokes = { kind: "spokes", interleaves, samples, increment, continued };
  const partitions = encoding.encodedSpace.matrixSize.z;
  const trajectory: Trajectory = partitions > 1 ? { kind: "stack", plane, partitions } : plane;
  return { trajectory, text: textOf(trajectory), assumed };
}

function spokes(parameters: DescriptionParameters, samples: number): Spokes {
  const increment = parameters.number("angle_increment_deg", "the angle in degrees from one spoke to the next");
  const continues = "1 if angles go on from repetition to repetition, 0 if they start again";
  const continued = parameters.number("continued_over_repetitions", continues);
  if (continued !== 0 && continued !== 1) {
    throw parameters.refused("continued_over_repetitions", continued, continues, "0 or 1");
  }
  return {
    kind: "spokes",
    ...counts(parameters, samples),
    increment: (increment * Math.PI) / 180,
    continued: continued === 1,
  };
}

function stack(parameters: DescriptionParameters, samples: number): Trajectory {
  const partitions = parameters.count("partitions", "the partitions of the stack");
  return { kind: "stack", plane: spokes(parameters, samples), partitions };
}

function archimedeanSpirals(parameters: DescriptionParameters, samples: number): Trajectory {
  const matrix = parameters.count("matrix", "the pixels of the field of view, whose inverse is between interleaves");
  return { kind: "archimedean-spirals", ...counts(parameters, samples), matrix };
}

function counts(parameters: DescriptionParameters, samples: number) {
  const stated = parameters.count("samples", SAMPLES);
  if (stated !== samples) throw parameters.refused("samples", stated, SAMPLES, `${samples}, as in the readouts`);
  return { interleaves: parameters.count("interleaves", INTERLEAVES), samples };
}

function degrees(angle: number): string {
  return String(Math.round((angle * 180_000) / Math.PI) / 1000);
}
