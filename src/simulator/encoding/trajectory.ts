import {
  ArchimedeanSpiral,
  type ArchimedeanSpirals,
  goldenAngle,
  type HargreavesDesign,
  type HargreavesSpirals,
  hargreavesSpiral,
  type Spokes,
  type Trajectory,
} from "../../numerics/trajectories/index.ts";
import { FIELD_OF_VIEW_MM } from "../object/geometry.ts";
import type { PhantomSettings } from "../options/options.ts";
import { SAMPLE_TIME_US } from "./timing.ts";

/** Spirals of an image, if their number is not set. */
const SPIRALS = 16;
/** Limits of the gradients: 40 mT/m and 150 T/m/s. */
const MAX_GRADIENT_G_PER_CM = 4;
const MAX_SLEW_RATE_G_PER_CM_PER_S = 15_000;
/** Gyromagnetic ratio of protons in Hz/G. */
const GAMMA = 4258;

/** Spokes or spirals of an image or a partition. */
export function interleafCount({ trajectory, interleaves, matrix, fullTurn }: PhantomSettings): number {
  if (interleaves > 0) return interleaves;
  if (trajectory === "spiral" || trajectory === "variable-density-spiral") return SPIRALS;
  // The ends of neighbouring spokes are 1 / field of view apart.
  if (trajectory === "koosh-ball") return Math.ceil((Math.PI / 2) * matrix ** 2);
  return Math.ceil((Math.PI / 2) * matrix) * (fullTurn ? 2 : 1);
}

/** The trajectory of a measurement that is not Cartesian. */
export function trajectoryOf(settings: PhantomSettings): Trajectory {
  const { trajectory, partitions, tinyGoldenNumber } = settings;
  switch (trajectory) {
    case "golden-angle":
      return { ...uniformSpokes(settings), increment: goldenAngle(), continued: true };
    case "tiny-golden-angle":
      return { ...uniformSpokes(settings), increment: goldenAngle(tinyGoldenNumber), continued: true };
    case "spiral":
      return archimedeanSpirals(settings);
    case "variable-density-spiral":
      return hargreavesSpirals(settings);
    case "stack-of-stars":
      return { kind: "stack", plane: uniformSpokes(settings), partitions };
    case "koosh-ball": {
      const { interleaves, samples } = uniformSpokes(settings);
      return { kind: "koosh-ball", interleaves, samples };
    }
    default:
      return uniformSpokes(settings);
  }
}

function uniformSpokes(settings: PhantomSettings): Spokes {
  const { matrix, oversampling, interleafSamples, fullTurn } = settings;
  const interleaves = interleafCount(settings);
  const samples = interleafSamples || matrix * oversampling;
  const increment = ((fullTurn ? 2 : 1) * Math.PI) / interleaves;
  return { kind: "spokes", interleaves, samples, increment, continued: false };
}

function archimedeanSpirals(settings: PhantomSettings): ArchimedeanSpirals {
  const { matrix, oversampling, interleafSamples } = settings;
  const interleaves = interleafCount(settings);
  const covering = Math.ceil(new ArchimedeanSpiral(matrix, interleaves).length * matrix * oversampling);
  return { kind: "archimedean-spirals", interleaves, samples: interleafSamples || covering, matrix };
}

/** The readout oversampling limits the gradient, as the receiver's bandwidth does. */
function hargreavesSpirals(settings: PhantomSettings): HargreavesSpirals {
  const { matrix, oversampling, spiralDensity } = settings;
  const fieldOfView = FIELD_OF_VIEW_MM / 10;
  const maxRadiusPerCm = matrix / (2 * fieldOfView);
  const decrease = (fieldOfView * (spiralDensity - 1)) / maxRadiusPerCm;
  const samplingTimeS = SAMPLE_TIME_US / 1e6;
  const design: HargreavesDesign = {
    interleaves: interleafCount(settings),
    samplingTimeS,
    maxGradientGPerCm: Math.min(MAX_GRADIENT_G_PER_CM, 1 / (GAMMA * fieldOfView * samplingTimeS * oversampling)),
    maxSlewRateGPerCmPerS: MAX_SLEW_RATE_G_PER_CM_PER_S,
    maxRadiusPerCm,
    fieldOfViewCm: decrease > 0 ? [fieldOfView * spiralDensity, -decrease] : [fieldOfView],
  };
  return { kind: "hargreaves-spirals", ...design, samples: hargreavesSpiral(design).length / 2 };
}

/** The samples of a readout, and which of them is at the centre of k-space. */
export function readoutOf(trajectory: Trajectory): { readonly samples: number; readonly center: number } {
  const { samples, kind } = trajectory.kind === "stack" ? trajectory.plane : trajectory;
  return { samples, center: kind.endsWith("spirals") ? 0 : Math.floor(samples / 2) };
}

/** Whether the angles of a repetition's spokes follow those of the one before it. */
export function continuesOverRepetitions(trajectory: Trajectory): boolean {
  return trajectory.kind === "koosh-ball" || (trajectory.kind === "spokes" && trajectory.continued);
}
