import type { Encoding } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import type { CounterCheck } from "./counter-check.ts";
import { DECAYS, type DecayCheck, spectrumFinding } from "./decay-check.ts";
import type { Finding } from "./finding.ts";
import type { TrajectoryCheck } from "./trajectory-check.ts";

/** Readouts of one line and of at least this many samples are a spectrum. */
const SPECTRUM_SAMPLES = 512;

/** So many readouts of one line are not a truncated scan. */
const FEWEST_LINES = 8;

const gridSteps = [
  ["kspaceEncodingStep1", "kspaceEncodeStep1"],
  ["kspaceEncodingStep2", "kspaceEncodeStep2"],
] as const;

/** Readouts of one line with fewer samples are most likely tests. */
const FEWEST_SAMPLES = 64;

/** Trajectories that a header may name although its lines are Cartesian: simulators write `other` for everything. */
const namesOfLines: ReadonlySet<string> = new Set(["cartesian", "epi", "other"]);

/** What is known of the readouts of one encoding. */
export interface EncodingEvidence {
  readonly encoding: Encoding;
  /** Such as `encoding 0`. */
  readonly name: string;
  readonly counters: CounterCheck;
  readonly trajectories: TrajectoryCheck;
  readonly decays: DecayCheck;
  /** Number of readouts of images and their calibration. */
  readonly readouts: number;
  /** Of those, how many ran backwards. */
  readonly reversed: number;
  /** Samples of the longest. */
  readonly longest: number;
  /** Whether the lines of one contrast run in both directions; echoes of a multi-echo scan may alternate as a whole. */
  readonly alternates: boolean;
  /** Number of readouts for phase correction. */
  readonly phaseCorrection: number;
  /** Counter of the strongest line along an axis, `undefined` if none stands out. */
  strongest(step: "kspaceEncodingStep1" | "kspaceEncodingStep2"): number | undefined;
}

/** Describes what is wrong with readouts as lines of a Cartesian grid. */
export class EncodingFindings {
  readonly #evidence: EncodingEvidence;

  constructor(evidence: EncodingEvidence) {
    this.#evidence = evidence;
  }

  /** Why the readouts cannot be placed on a Cartesian grid, or `undefined` if they can. */
  get refusal(): Finding | undefined {
    if (this.#evidence.readouts === 0) return undefined;
    return this.#spectrum() ?? this.#notCartesian() ?? this.#epi() ?? this.#unsetLines();
  }

  /** Everything but a refusal. */
  get disagreements(): Finding[] {
    if (this.#evidence.readouts === 0) return [];
    if (!this.isOnGrid) return this.#evidence.counters.findingsOffGrid;
    const counted = this.#evidence.counters.findings;
    return [...this.#otherTrajectory(), ...this.#profile(), ...this.#uncorrected(), ...counted, ...this.#center()];
  }

  /** Whether readouts are lines, so that their counters and lengths are those of a grid. */
  get isOnGrid(): boolean {
    return this.refusal?.refusal !== "not-cartesian";
  }

  #finding(finding: Omit<Finding, "weight" | "where"> & Partial<Finding>): Finding {
    return { weight: "error", where: `${this.#evidence.name}: readouts`, ...finding };
  }

  #spectrum(): Finding | undefined {
    const { encodedSpace, reconSpace } = this.#evidence.encoding;
    const { y, z } = encodedSpace.matrixSize;
    const oneLine = y * z <= 1 && this.#evidence.counters.oneLine;
    // A step before may have cropped the readouts to the pixels of the image.
    const onePixel = reconSpace.matrixSize.x === 1;
    const isSpectrum = oneLine
      ? onePixel || this.#evidence.longest >= SPECTRUM_SAMPLES
      : onePixel && this.#evidence.longest > 1;
    if (!isSpectrum && !this.#evidence.decays.found) return undefined;
    const where = `${this.#evidence.name}: readouts`;
    if (!isSpectrum) return spectrumFinding(where, DECAYS);
    const lines = oneLine ? "readouts have one line only" : "the image would have one pixel along the readout";
    const looks = oneLine ? "spectroscopy" : "spectroscopic imaging";
    return spectrumFinding(where, `${lines}, which looks like ${looks}`);
  }

  #notCartesian(): Finding | undefined {
    const { trajectory, trajectoryDescription } = this.#evidence.encoding;
    const byHeader =
      trajectory !== undefined && !namesOfLines.has(trajectory) && this.#evidence.trajectories.readouts === 0;
    const problem = byHeader
      ? `the header says that the trajectory is ${trajectory}`
      : this.#evidence.trajectories.notCartesian;
    if (problem === undefined) return undefined;
    return this.#finding({
      refusal: "not-cartesian",
      weight: byHeader && trajectoryDescription === undefined ? "error" : "remark",
      ...(byHeader && { where: `${this.#evidence.name}: trajectory` }),
      problem,
      effect: "Placed as lines of a grid, they would give a wrong image: chains for Cartesian scans refuse it.",
      remedy: byHeader
        ? "Use the chain non-cartesian, with coordinates in the readouts or a description of the trajectory in the header."
        : "Use the chain non-cartesian.",
    });
  }

  #epi(): Finding | undefined {
    const unflagged = this.#evidence.trajectories.unflaggedReversals;
    const flagged =
      this.#evidence.alternates && (this.#evidence.phaseCorrection > 0 || this.#evidence.encoding.trajectory === "epi");
    if (!flagged && unflagged === 0) return undefined;
    return this.#finding({
      refusal: "epi",
      problem: flagged
        ? `this is EPI: ${this.#evidence.reversed} of ${counted(this.#evidence.readouts, "line is", "lines are")} reversed, and ` +
          `${counted(this.#evidence.phaseCorrection, "readout")} ${this.#evidence.phaseCorrection === 1 ? "is" : "are"} for phase correction`
        : `this looks like EPI: ${unflagged} of ${counted(this.#evidence.readouts, "line")} run backwards by their trajectories, without ` +
          "the flag for it (bit 22)",
      weight: "remark",
      effect: "Without phase correction the image would have ghosts: chains for Cartesian scans refuse it.",
      remedy: "Use the chain epi, or put epi-regrid and epi-phase into your own.",
    });
  }

  #unsetLines(): Finding | undefined {
    const { positions, counted: lines } = this.#evidence.trajectories;
    const { y, z } = this.#evidence.encoding.encodedSpace.matrixSize;
    const { oneLine, swapped } = this.#evidence.counters;
    const neverSet = (oneLine || swapped) && y * z > 1 && this.#evidence.readouts >= Math.max(FEWEST_LINES, y);
    const byTrajectory = lines > 0 && positions >= 2 * lines && this.#evidence.readouts >= 2 * lines;
    if (!neverSet && !byTrajectory) return undefined;
    const named = `the counters of ${counted(this.#evidence.readouts, "readout")} name`;
    return this.#finding({
      refusal: "lines-not-counted",
      where: `${this.#evidence.name}: readouts: kspace_encode_step_1`,
      problem: byTrajectory
        ? `${named} ${counted(lines, "line")}, their trajectories ${positions}`
        : `${named} 1 line of ${y * z}${swapped ? ", and several partitions of 1" : ""}`,
      effect: "Different lines would be placed on one another.",
      remedy: "Set kspace_encode_step_1 and kspace_encode_step_2 to the number of the line and partition.",
    });
  }

  /** A header that names another trajectory than the readouts have. */
  #otherTrajectory(): Finding[] {
    const { trajectory } = this.#evidence.encoding;
    if (this.refusal !== undefined) return [];
    const found = (problem: string) => [
      this.#finding({
        weight: "warning",
        where: `${this.#evidence.name}: trajectory`,
        problem,
        effect: "They are reconstructed as Cartesian lines.",
        remedy: "Correct the trajectory of the header.",
      }),
    ];
    if (trajectory === "epi" && this.#evidence.reversed === 0 && this.#evidence.phaseCorrection === 0)
      return found("the header says epi, but no readout is reversed or for phase correction");
    if (trajectory !== undefined && !namesOfLines.has(trajectory))
      return found(`the header says ${trajectory}, but the trajectories of the readouts are parallel lines`);
    return [];
  }

  /** An image of one line. */
  #profile(): Finding[] {
    const { y, z } = this.#evidence.encoding.encodedSpace.matrixSize;
    if (y * z > 1 || this.#evidence.longest < FEWEST_SAMPLES || this.refusal !== undefined) return [];
    return [
      this.#finding({
        weight: "warning",
        problem: `readouts have one line only, of ${counted(this.#evidence.longest, "sample")}`,
        effect: "The image is a profile along the readout; if they are spectra, it means nothing.",
        remedy: "Reconstruct spectra with the chain spectroscopy.",
      }),
    ];
  }

  #uncorrected(): Finding[] {
    if (!this.#evidence.alternates || this.refusal !== undefined) return [];
    return [
      this.#finding({
        weight: "remark",
        problem: `${this.#evidence.reversed} of ${counted(this.#evidence.readouts, "line")} are reversed, and none is for phase correction`,
        effect: "If their phase differs from that of the others, as in EPI, the image has ghosts.",
        remedy: "If it has ghosts, use the chain epi, which corrects phases also without navigators.",
      }),
    ];
  }

  #center(): Finding[] {
    return gridSteps.flatMap(([step, counter]): Finding[] => {
      const limit = this.#evidence.encoding.encodingLimits[step];
      const strongest = this.#evidence.strongest(step);
      if (limit === undefined || strongest === undefined || this.#evidence.counters.beyondUnset(counter)) return [];
      const distance = Math.abs(strongest - limit.center);
      if (distance <= Math.max(2, (limit.maximum - limit.minimum) / 32)) return [];
      return [
        this.#finding({
          weight: "warning",
          where: `${this.#evidence.name}: encodingLimits.${step}.center`,
          problem: `it is ${limit.center}, but the strongest line is ${strongest}`,
          effect: "Partial Fourier may not be recognised, and phase images have a ramp.",
          remedy: "Correct the header, or set the chain's parameter center to strongest.",
        }),
      ];
    });
  }
}
