import { type Acquisition, AcquisitionFlag, type AcquisitionHeader, type Encoding } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { isAuxiliary } from "../buckets/index.ts";
import { CenterCheck, centralEnergy } from "./center-check.ts";
import { isPureCalibration } from "./completeness-check.ts";
import { CounterCheck } from "./counter-check.ts";
import { DECAYS, DecayCheck, spectrumFinding } from "./decay-check.ts";
import type { Finding } from "./finding.ts";
import { isReversed, sameKind } from "./readout-kind.ts";
import { TrajectoryCheck } from "./trajectory-check.ts";

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

/**
 * Checks whether the readouts of one encoding are lines of a Cartesian grid, by what came: flags, counters,
 * trajectories and samples count more than the header.
 */
export class EncodingCheck {
  readonly counters: CounterCheck;
  readonly #encoding: Encoding;
  readonly #name: string;
  readonly #trajectories = new TrajectoryCheck();
  readonly #decays = new DecayCheck();
  readonly #centers = { kspaceEncodingStep1: new CenterCheck(), kspaceEncodingStep2: new CenterCheck() };
  /** False once the centre lines are found: to read samples takes long just when an image is complete. */
  #readsEnergies = true;
  #readouts = 0;
  #longest = 0;
  #reversed = 0;
  /** Directions of the readouts of each contrast: forward 1, reversed 2, both 3. */
  readonly #directions = new Map<number, number>();
  /** Whether the lines of one contrast run in both directions; echoes of a multi-echo scan may alternate as a whole. */
  #alternates = false;
  #phaseCorrection = 0;

  /** @param index of the encoding in the header */
  constructor(encoding: Encoding, index: number) {
    this.#encoding = encoding;
    this.#name = `encoding ${index}`;
    this.counters = new CounterCheck(encoding, this.#name);
  }

  /** A readout of any purpose. */
  add(readout: Acquisition): void {
    if (isAuxiliary(readout.header)) this.addAuxiliary(readout.header);
    else this.addImaging(readout);
  }

  addAuxiliary(header: AcquisitionHeader): void {
    if (header.has(AcquisitionFlag.phaseCorrectionData)) this.#phaseCorrection += 1;
  }

  /** A readout that belongs to an image or its calibration. */
  addImaging(readout: Acquisition): void {
    const { header } = readout;
    this.#readouts += 1;
    const reversed = isReversed(readout);
    if (reversed) this.#reversed += 1;
    if (header.numberOfSamples > this.#longest) this.#longest = header.numberOfSamples;
    const directions = (this.#directions.get(header.contrast) ?? 0) | (reversed ? 2 : 1);
    this.#directions.set(header.contrast, directions);
    this.#alternates ||= directions === 3;
    this.counters.add(header);
    this.#trajectories.add(readout);
    const { x } = this.#encoding.encodedSpace.matrixSize;
    if (readout.space !== "image" && this.#decays.isSuspect(header, x)) this.#decays.add(readout);
    this.#addEnergy(readout);
  }

  #addEnergy(readout: Acquisition): void {
    const { header } = readout;
    if (!this.#readsEnergies || isPureCalibration(header)) return;
    const energy = centralEnergy(readout);
    this.#centers.kspaceEncodingStep1.add(header.kspaceEncodeStep1, energy);
    this.#centers.kspaceEncodingStep2.add(header.kspaceEncodeStep2, energy);
  }

  /**
   * Readouts of an image or its calibration from one on: this one, and those after it that differ in their lines only, of
   * which nothing is checked but these and their energies.
   * @returns the index of the first that was not added
   */
  addRun(readouts: readonly Acquisition[], from: number): number {
    const first = readouts[from]!;
    const { header } = first;
    this.addImaging(first);
    if (header.trajectoryDimensions > 0 || header.centerSample === 0) return from + 1;
    let next = from + 1;
    for (; next < readouts.length; next += 1) {
      const other = readouts[next]!;
      if (!sameKind(other.header, header) || other.reversed !== first.reversed) break;
      this.counters.addLine(other.header);
      this.#addEnergy(other);
    }
    const others = next - from - 1;
    this.#readouts += others;
    if (isReversed(first)) this.#reversed += others;
    return next;
  }

  /** Ends a group of readouts, such as those of an image. Those that follow have the same centre, once it is found. */
  endGroup(): void {
    if (!this.#readsEnergies) return;
    const { y, z } = this.#encoding.encodedSpace.matrixSize;
    const { kspaceEncodingStep1, kspaceEncodingStep2 } = this.#centers;
    this.#readsEnergies = !(kspaceEncodingStep1.isFound(y) && kspaceEncodingStep2.isFound(z));
  }

  /** Number of imaging readouts. */
  get readouts(): number {
    return this.#readouts;
  }

  /** Counter of the strongest line along an axis, `undefined` if none stands out. */
  strongest(step: "kspaceEncodingStep1" | "kspaceEncodingStep2"): number | undefined {
    return this.#centers[step].strongest;
  }

  /** Why the readouts cannot be placed on a Cartesian grid, or `undefined` if they can. */
  get refusal(): Finding | undefined {
    if (this.#readouts === 0) return undefined;
    return this.#spectrum() ?? this.#notCartesian() ?? this.#epi() ?? this.#unsetLines();
  }

  /** Everything but a refusal. */
  get disagreements(): Finding[] {
    if (this.#readouts === 0) return [];
    if (!this.isOnGrid) return this.counters.findingsOffGrid;
    const counted = this.counters.findings;
    return [...this.#otherTrajectory(), ...this.#profile(), ...this.#uncorrected(), ...counted, ...this.#center()];
  }

  /** Whether readouts are lines, so that their counters and lengths are those of a grid. */
  get isOnGrid(): boolean {
    return this.refusal?.refusal !== "not-cartesian";
  }

  #finding(finding: Omit<Finding, "weight" | "where"> & Partial<Finding>): Finding {
    return { weight: "error", where: `${this.#name}: readouts`, ...finding };
  }

  #spectrum(): Finding | undefined {
    const { encodedSpace, reconSpace } = this.#encoding;
    const { y, z } = encodedSpace.matrixSize;
    const oneLine = y * z <= 1 && this.counters.oneLine;
    // A step before may have cropped the readouts to the pixels of the image.
    const onePixel = reconSpace.matrixSize.x === 1;
    const isSpectrum = oneLine ? onePixel || this.#longest >= SPECTRUM_SAMPLES : onePixel && this.#longest > 1;
    if (!isSpectrum && !this.#decays.found) return undefined;
    const where = `${this.#name}: readouts`;
    if (!isSpectrum) return spectrumFinding(where, DECAYS);
    const lines = oneLine ? "readouts have one line only" : "the image would have one pixel along the readout";
    const looks = oneLine ? "spectroscopy" : "spectroscopic imaging";
    return spectrumFinding(where, `${lines}, which looks like ${looks}`);
  }

  #notCartesian(): Finding | undefined {
    const { trajectory, trajectoryDescription } = this.#encoding;
    const byHeader = trajectory !== undefined && !namesOfLines.has(trajectory) && this.#trajectories.readouts === 0;
    const problem = byHeader ? `the header says that the trajectory is ${trajectory}` : this.#trajectories.notCartesian;
    if (problem === undefined) return undefined;
    return this.#finding({
      refusal: "not-cartesian",
      weight: byHeader && trajectoryDescription === undefined ? "error" : "remark",
      ...(byHeader && { where: `${this.#name}: trajectory` }),
      problem,
      effect: "Placed as lines of a grid, they would give a wrong image: chains for Cartesian scans refuse it.",
      remedy: byHeader
        ? "Use the chain non-cartesian, with coordinates in the readouts or a description of the trajectory in the header."
        : "Use the chain non-cartesian.",
    });
  }

  #epi(): Finding | undefined {
    const unflagged = this.#trajectories.unflaggedReversals;
    const flagged = this.#alternates && (this.#phaseCorrection > 0 || this.#encoding.trajectory === "epi");
    if (!flagged && unflagged === 0) return undefined;
    return this.#finding({
      refusal: "epi",
      problem: flagged
        ? `this is EPI: ${this.#reversed} of ${counted(this.#readouts, "line is", "lines are")} reversed, and ` +
          `${counted(this.#phaseCorrection, "readout")} ${this.#phaseCorrection === 1 ? "is" : "are"} for phase correction`
        : `this looks like EPI: ${unflagged} of ${counted(this.#readouts, "line")} run backwards by their trajectories, without ` +
          "the flag for it (bit 22)",
      weight: "remark",
      effect: "Without phase correction the image would have ghosts: chains for Cartesian scans refuse it.",
      remedy: "Use the chain epi, or put epi-regrid and epi-phase into your own.",
    });
  }

  #unsetLines(): Finding | undefined {
    const { positions, counted: lines } = this.#trajectories;
    const { y, z } = this.#encoding.encodedSpace.matrixSize;
    const { oneLine, swapped } = this.counters;
    const neverSet = (oneLine || swapped) && y * z > 1 && this.#readouts >= Math.max(FEWEST_LINES, y);
    const byTrajectory = lines > 0 && positions >= 2 * lines && this.#readouts >= 2 * lines;
    if (!neverSet && !byTrajectory) return undefined;
    const named = `the counters of ${counted(this.#readouts, "readout")} name`;
    return this.#finding({
      refusal: "lines-not-counted",
      where: `${this.#name}: readouts: kspace_encode_step_1`,
      problem: byTrajectory
        ? `${named} ${counted(lines, "line")}, their trajectories ${positions}`
        : `${named} 1 line of ${y * z}${swapped ? ", and several partitions of 1" : ""}`,
      effect: "Different lines would be placed on one another.",
      remedy: "Set kspace_encode_step_1 and kspace_encode_step_2 to the number of the line and partition.",
    });
  }

  /** A header that names another trajectory than the readouts have. */
  #otherTrajectory(): Finding[] {
    const { trajectory } = this.#encoding;
    if (this.refusal !== undefined) return [];
    const found = (problem: string) => [
      this.#finding({
        weight: "warning",
        where: `${this.#name}: trajectory`,
        problem,
        effect: "They are reconstructed as Cartesian lines.",
        remedy: "Correct the trajectory of the header.",
      }),
    ];
    if (trajectory === "epi" && this.#reversed === 0 && this.#phaseCorrection === 0)
      return found("the header says epi, but no readout is reversed or for phase correction");
    if (trajectory !== undefined && !namesOfLines.has(trajectory))
      return found(`the header says ${trajectory}, but the trajectories of the readouts are parallel lines`);
    return [];
  }

  /** An image of one line. */
  #profile(): Finding[] {
    const { y, z } = this.#encoding.encodedSpace.matrixSize;
    if (y * z > 1 || this.#longest < FEWEST_SAMPLES || this.refusal !== undefined) return [];
    return [
      this.#finding({
        weight: "warning",
        problem: `readouts have one line only, of ${counted(this.#longest, "sample")}`,
        effect: "The image is a profile along the readout; if they are spectra, it means nothing.",
        remedy: "Reconstruct spectra with the chain spectroscopy.",
      }),
    ];
  }

  #uncorrected(): Finding[] {
    if (!this.#alternates || this.refusal !== undefined) return [];
    return [
      this.#finding({
        weight: "remark",
        problem: `${this.#reversed} of ${counted(this.#readouts, "line")} are reversed, and none is for phase correction`,
        effect: "If their phase differs from that of the others, as in EPI, the image has ghosts.",
        remedy: "If it has ghosts, use the chain epi, which corrects phases also without navigators.",
      }),
    ];
  }

  #center(): Finding[] {
    return gridSteps.flatMap(([step, counter]): Finding[] => {
      const limit = this.#encoding.encodingLimits[step];
      const strongest = this.strongest(step);
      if (limit === undefined || strongest === undefined || this.counters.beyondUnset(counter)) return [];
      const distance = Math.abs(strongest - limit.center);
      if (distance <= Math.max(2, (limit.maximum - limit.minimum) / 32)) return [];
      return [
        this.#finding({
          weight: "warning",
          where: `${this.#name}: encodingLimits.${step}.center`,
          problem: `it is ${limit.center}, but the strongest line is ${strongest}`,
          effect: "Partial Fourier may not be recognised, and phase images have a ramp.",
          remedy: "Correct the header, or set the chain's parameter center to strongest.",
        }),
      ];
    });
  }
}
