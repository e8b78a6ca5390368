import { type Acquisition, AcquisitionFlag, type Encoding } from "../../mrd/index.ts";
import { counterLimits, type LimitedCounter } from "../counter-limits.ts";
import type { Finding } from "./finding.ts";

/** Samples of one line and no other: a spectrum. */
const SPECTRUM_SAMPLES = 512;

/** Readouts that are not image data. */
const apart = [
  AcquisitionFlag.navigationData,
  AcquisitionFlag.phaseCorrectionData,
  AcquisitionFlag.dummyScanData,
  AcquisitionFlag.rtFeedbackData,
  AcquisitionFlag.hpFeedbackData,
] as const;

/** Checks the readouts of one encoding. */
export class EncodingCheck {
  readonly #encoding: Encoding;
  readonly #name: string;
  readonly #ranges = new Map<LimitedCounter, { minimum: number; maximum: number }>();
  /** Lines on the grid, `e1 + e2 · 65536`. */
  readonly #lines = new Set<number>();
  /** Energy of each line of e1, for the k-space centre. */
  readonly #energies = new Map<number, number>();
  readonly #lengths = new Map<number, number>();
  #readouts = 0;
  #offGrid = 0;
  #calibration = 0;
  #reversed = 0;
  #phaseCorrection = 0;
  #unflagged = 0;
  #nonFinite = 0;
  #withoutDirections = 0;
  #trajectoryLines = new Set<number>();

  constructor(encoding: Encoding, name: string) {
    this.#encoding = encoding;
    this.#name = name;
  }

  add({ header, trajectory, data }: Acquisition): void {
    if (header.has(AcquisitionFlag.phaseCorrectionData)) this.#phaseCorrection += 1;
    if (apart.some((flag) => header.has(flag))) return;
    this.#readouts += 1;
    for (const counter of Object.keys(counterLimits) as LimitedCounter[]) {
      const value = header[counter];
      const range = this.#ranges.get(counter);
      if (range === undefined) this.#ranges.set(counter, { minimum: value, maximum: value });
      else {
        range.minimum = Math.min(range.minimum, value);
        range.maximum = Math.max(range.maximum, value);
      }
    }
    this.#lengths.set(header.numberOfSamples, (this.#lengths.get(header.numberOfSamples) ?? 0) + 1);
    if (header.has(AcquisitionFlag.parallelCalibration)) this.#calibration += 1;
    if (header.has(AcquisitionFlag.reverse)) this.#reversed += 1;
    if (header.readDir.every((cosine) => cosine === 0)) this.#withoutDirections += 1;
    this.#addTrajectory(header, trajectory);
    const [e1, e2] = [header.kspaceEncodeStep1, header.kspaceEncodeStep2];
    if (this.#isOnGrid(e1, "y") && this.#isOnGrid(e2, "z")) this.#lines.add(e1 + 65_536 * e2);
    else this.#offGrid += 1;
    let energy = 0;
    for (const value of data) energy += value * value;
    if (!Number.isFinite(energy)) this.#nonFinite += 1;
    else this.#energies.set(e1, Math.max(this.#energies.get(e1) ?? 0, energy));
  }

  #addTrajectory(header: Acquisition["header"], trajectory: Float32Array): void {
    const { numberOfSamples: samples, trajectoryDimensions: dimensions } = header;
    if (dimensions < 2 || samples < 2) return;
    const along = trajectory[(samples - 1) * dimensions]! - trajectory[0]!;
    if (along < 0 && !header.has(AcquisitionFlag.reverse)) this.#unflagged += 1;
    this.#trajectoryLines.add(Math.fround(trajectory[1]!));
  }

  /** Whether a line is on the encoded matrix once the k-space centre is at its middle. */
  #isOnGrid(index: number, axis: "y" | "z"): boolean {
    const size = Math.max(1, this.#encoding.encodedSpace.matrixSize[axis]);
    const limit = this.#encoding.encodingLimits[axis === "y" ? "kspaceEncodingStep1" : "kspaceEncodingStep2"];
    const row = limit === undefined || size === 1 ? index : index - limit.center + Math.floor(size / 2);
    return row >= 0 && row < size;
  }

  findings(): Finding[] {
    if (this.#readouts === 0) return [];
    return [...this.#kinds(), ...this.#counters(), ...this.#sampling(), ...this.#samples()];
  }

  /** Measurements that a Cartesian chain does not reconstruct. */
  #kinds(): Finding[] {
    const { trajectory, encodedSpace } = this.#encoding;
    const { y, z } = encodedSpace.matrixSize;
    const findings: Finding[] = [];
    const longest = Math.max(...this.#lengths.keys());
    if (y * z <= 1 && longest >= SPECTRUM_SAMPLES) {
      findings.push({
        weight: "error",
        where: `${this.#name}: encodedSpace.matrixSize`,
        problem: `readouts of ${longest} samples have one line only, which looks like spectroscopy`,
        effect: "An image would have one pixel.",
        remedy: "Reconstruct it with a program for spectroscopy.",
      });
    }
    const isEpi = trajectory === "epi" || this.#phaseCorrection > 0;
    if (isEpi) {
      findings.push({
        weight: "error",
        where: `${this.#name}: readouts`,
        problem: `this is EPI: ${this.#reversed} reversed lines, ${this.#phaseCorrection} lines for phase correction`,
        effect: "Without phase correction the image has ghosts.",
        remedy: "Correct the phase before Larmor, or use another program: Larmor has no EPI chain.",
      });
    } else if (trajectory !== undefined && trajectory !== "cartesian" && trajectory !== "other") {
      findings.push({
        weight: "error",
        where: `${this.#name}: trajectory`,
        problem: `k-space was sampled along a ${trajectory} trajectory`,
        effect: "Cartesian chains place its readouts as lines of a grid, which gives wrong images.",
        remedy: "Use BART's nufft in a chain of your own: Larmor's chains are Cartesian.",
      });
    }
    if (!isEpi && this.#unflagged > 0) {
      findings.push({
        weight: "error",
        where: `${this.#name}: readouts`,
        problem: `${this.#unflagged} of ${this.#readouts} trajectories run backwards, without the flag for it`,
        effect: "These lines are placed mirrored.",
        remedy: "Set ACQ_IS_REVERSE (bit 22) on these readouts.",
      });
    }
    return findings;
  }

  #counters(): Finding[] {
    const findings: Finding[] = [];
    const range = this.#ranges.get("kspaceEncodeStep1")!;
    if (this.#readouts > 1 && range.maximum === 0 && this.#trajectoryLines.size > 1) {
      findings.push({
        weight: "error",
        where: `${this.#name}: readouts: kspace_encode_step_1`,
        problem: `it is 0 in all ${this.#readouts} readouts, but their trajectories have ${this.#trajectoryLines.size} lines`,
        effect: "All readouts are placed on one line.",
        remedy: "Set kspace_encode_step_1 to the number of the line.",
      });
    }
    for (const [counter, name] of Object.entries(counterLimits) as [
      LimitedCounter,
      (typeof counterLimits)[LimitedCounter],
    ][]) {
      const limit = this.#encoding.encodingLimits[name];
      const found = this.#ranges.get(counter)!;
      if (limit === undefined) continue;
      if (found.minimum < limit.minimum || found.maximum > limit.maximum) {
        findings.push({
          weight: "warning",
          where: `${this.#name}: encodingLimits.${name}`,
          problem: `it is ${limit.minimum}..${limit.maximum}, but readouts have ${found.minimum}..${found.maximum}`,
          effect: counter.startsWith("kspace")
            ? "Readouts outside of the limits end the reconstruction."
            : "There are more images than the header announces.",
          remedy: "Correct the limits of the header.",
        });
      } else if (!counter.startsWith("kspace") && found.maximum < limit.maximum) {
        findings.push({
          weight: "remark",
          where: `${this.#name}: encodingLimits.${name}`,
          problem: `${limit.maximum - limit.minimum + 1} are announced, but readouts have ${found.minimum}..${found.maximum}`,
          effect: "There are fewer images than the header announces.",
          remedy: "Check whether the measurement is complete.",
        });
      }
    }
    return findings;
  }

  /** Which lines are there. */
  #sampling(): Finding[] {
    const { encodedSpace, parallelImaging } = this.#encoding;
    const [lines, partitions] = [Math.max(1, encodedSpace.matrixSize.y), Math.max(1, encodedSpace.matrixSize.z)];
    const findings: Finding[] = [];
    if (this.#offGrid > 0) {
      const all = this.#offGrid === this.#readouts;
      findings.push({
        weight: all ? "error" : "warning",
        where: `${this.#name}: readouts`,
        problem: `${this.#offGrid} of ${this.#readouts} readouts are outside of the encoded matrix`,
        effect: all ? "There is no image." : "They are discarded.",
        remedy: "Check encodedSpace.matrixSize and the centre of encodingLimits.",
      });
    }
    const factor = parallelImaging?.accelerationFactor;
    const [r1, r2] = [factor?.kspaceEncodingStep1 ?? 1, factor?.kspaceEncodingStep2 ?? 1];
    const whole = lines * partitions;
    const there = this.#lines.size;
    if (r1 * r2 > 1 && there < whole) {
      findings.push({
        weight: "warning",
        where: `${this.#name}: readouts`,
        problem: `k-space is undersampled ${r1} × ${r2}: ${there} of ${whole} lines, ${this.#calibration} for calibration`,
        effect: "The image is aliased, unless the chain unfolds it.",
        remedy: "Use the chain bart-pics.",
      });
    } else if (there > 0 && there < whole) {
      const foundLines = new Set([...this.#lines].map((line) => line % 65_536)).size;
      const foundPartitions = new Set([...this.#lines].map((line) => Math.floor(line / 65_536))).size;
      findings.push({
        weight: "warning",
        where: `${this.#name}: readouts`,
        problem:
          partitions > 1
            ? `${there} of ${whole} lines are there: ${foundLines} of ${lines} along y, ${foundPartitions} of ${partitions} along z`
            : `${there} of ${lines} lines are there`,
        effect: "Missing lines are zero: the image is blurred, or aliased.",
        remedy: "Check whether the measurement is complete; for partial Fourier use the chain cartesian-full.",
      });
    }
    if (partitions > 1 && this.#ranges.get("kspaceEncodeStep2")!.maximum === 0) {
      findings.push({
        weight: "warning",
        where: `${this.#name}: encodedSpace.matrixSize.z`,
        problem: `the matrix has ${partitions} partitions, but kspace_encode_step_2 is 0 in all readouts`,
        effect: "The volume has the same image in each partition.",
        remedy: "Set matrixSize.z to 1, or kspace_encode_step_2 to the partition.",
      });
    }
    return findings;
  }

  /** What the samples show. */
  #samples(): Finding[] {
    const findings: Finding[] = [];
    if (this.#nonFinite > 0) {
      findings.push({
        weight: "error",
        where: `${this.#name}: readouts`,
        problem: `${this.#nonFinite} of ${this.#readouts} readouts have samples that are NaN, infinite or too large`,
        effect: "They spoil every pixel of their images.",
        remedy: "Correct the program that writes the samples.",
      });
    }
    if (this.#withoutDirections > 0) {
      findings.push({
        weight: "remark",
        where: `${this.#name}: readouts: read_dir`,
        problem: `it is 0 in ${this.#withoutDirections} of ${this.#readouts} readouts`,
        effect: "Images have no orientation.",
        remedy: "Write the direction cosines of the readout.",
      });
    }
    const limit = this.#encoding.encodingLimits.kspaceEncodingStep1;
    const strongest = [...this.#energies].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
    const distance = limit === undefined ? 0 : Math.abs(strongest[0] - limit.center);
    if (limit !== undefined && strongest[1] > 0 && distance > Math.max(2, (limit.maximum - limit.minimum) / 32)) {
      findings.push({
        weight: "warning",
        where: `${this.#name}: encodingLimits.kspaceEncodingStep1.center`,
        problem: `the centre is ${limit.center}, but the strongest line is ${strongest[0]}`,
        effect: "Partial Fourier is not recognised, and phase images have a ramp.",
        remedy: "Set center to the counter of the line at the k-space centre.",
      });
    }
    return findings;
  }
}
