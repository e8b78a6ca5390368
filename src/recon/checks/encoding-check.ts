import { type Acquisition, AcquisitionFlag, type AcquisitionHeader, type Encoding } from "../../mrd/index.ts";
import { isAuxiliary } from "../buckets/index.ts";
import { CenterCheck, centralEnergy } from "./center-check.ts";
import { isPureCalibration } from "./completeness-check.ts";
import { CounterCheck } from "./counter-check.ts";
import { DecayCheck } from "./decay-check.ts";
import { type EncodingEvidence, EncodingFindings } from "./encoding-findings.ts";
import type { Finding } from "./finding.ts";
import { isReversed, sameKind } from "./readout-kind.ts";
import { TrajectoryCheck } from "./trajectory-check.ts";

/**
 * Checks whether the readouts of one encoding are lines of a Cartesian grid, by what came: flags, counters,
 * trajectories and samples count more than the header.
 */
export class EncodingCheck implements EncodingEvidence {
  readonly counters: CounterCheck;
  readonly encoding: Encoding;
  readonly name: string;
  readonly trajectories = new TrajectoryCheck();
  readonly decays = new DecayCheck();
  readouts = 0;
  longest = 0;
  reversed = 0;
  alternates = false;
  phaseCorrection = 0;
  readonly #centers = { kspaceEncodingStep1: new CenterCheck(), kspaceEncodingStep2: new CenterCheck() };
  /** False once the centre lines are found: to read samples takes long just when an image is complete. */
  #readsEnergies = true;
  /** Directions of the readouts of each contrast: forward 1, reversed 2, both 3. */
  readonly #directions = new Map<number, number>();
  readonly #findings = new EncodingFindings(this);

  /** @param index of the encoding in the header */
  constructor(encoding: Encoding, index: number) {
    this.encoding = encoding;
    this.name = `encoding ${index}`;
    this.counters = new CounterCheck(encoding, this.name);
  }

  /** A readout of any purpose. */
  add(readout: Acquisition): void {
    if (isAuxiliary(readout.header)) this.addAuxiliary(readout.header);
    else this.addImaging(readout);
  }

  addAuxiliary(header: AcquisitionHeader): void {
    if (header.has(AcquisitionFlag.phaseCorrectionData)) this.phaseCorrection += 1;
  }

  /** A readout that belongs to an image or its calibration. */
  addImaging(readout: Acquisition): void {
    const { header } = readout;
    this.readouts += 1;
    const reversed = isReversed(readout);
    if (reversed) this.reversed += 1;
    if (header.numberOfSamples > this.longest) this.longest = header.numberOfSamples;
    const directions = (this.#directions.get(header.contrast) ?? 0) | (reversed ? 2 : 1);
    this.#directions.set(header.contrast, directions);
    this.alternates ||= directions === 3;
    this.counters.add(header);
    this.trajectories.add(readout);
    const { x } = this.encoding.encodedSpace.matrixSize;
    if (readout.space !== "image" && this.decays.isSuspect(header, x)) this.decays.add(readout);
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
    this.readouts += others;
    if (isReversed(first)) this.reversed += others;
    return next;
  }

  /** Ends a group of readouts, such as those of an image. Those that follow have the same centre, once it is found. */
  endGroup(): void {
    if (!this.#readsEnergies) return;
    const { y, z } = this.encoding.encodedSpace.matrixSize;
    const { kspaceEncodingStep1, kspaceEncodingStep2 } = this.#centers;
    this.#readsEnergies = !(kspaceEncodingStep1.isFound(y) && kspaceEncodingStep2.isFound(z));
  }

  strongest(step: "kspaceEncodingStep1" | "kspaceEncodingStep2"): number | undefined {
    return this.#centers[step].strongest;
  }

  /** Why the readouts cannot be placed on a Cartesian grid, or `undefined` if they can. */
  get refusal(): Finding | undefined {
    return this.#findings.refusal;
  }

  /** Everything but a refusal. */
  get disagreements(): Finding[] {
    return this.#findings.disagreements;
  }

  /** Whether readouts are lines, so that their counters and lengths are those of a grid. */
  get isOnGrid(): boolean {
    return this.#findings.isOnGrid;
  }
}
