import { type Acquisition, AcquisitionFlag, type AcquisitionHeader, type Encoding } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import type { Finding } from "./finding.ts";

const directions = ["readDir", "phaseDir", "sliceDir"] as const;
/** Largest product of two directions, and largest deviation of a squared length from 1. */
const SKEW = 0.02;

/** Looks at the imaging readouts of an encoding as they were sent: their length, directions and all samples. */
export class SampleCheck {
  readonly #matrix: number;
  /** Whether readouts are regridded, so that they may have any number of samples. */
  readonly #isEpi: boolean;
  readonly #name: string;
  readonly #readsSamples: boolean;
  readonly #lengths = new Map<number, number>();
  #readouts = 0;
  #nonFinite = 0;
  #withoutDirections = 0;
  #skewed = 0;
  #withoutPosition = 0;

  constructor({ encodedSpace, trajectory }: Encoding, name: string, readsSamples: boolean) {
    this.#readsSamples = readsSamples;
    this.#matrix = encodedSpace.matrixSize.x;
    this.#isEpi = trajectory === "epi";
    this.#name = name;
  }

  add({ header, data }: Acquisition): void {
    this.#readouts += 1;
    // Calibration readouts may be shorter: they are placed by their centre.
    const mayBeShort = header.has(AcquisitionFlag.parallelCalibration) && header.numberOfSamples < this.#matrix;
    if (isWhole(header) && !mayBeShort && !this.#isEpi)
      this.#lengths.set(header.numberOfSamples, (this.#lengths.get(header.numberOfSamples) ?? 0) + 1);
    if (directions.some((name) => header[name].every((cosine) => cosine === 0))) this.#withoutDirections += 1;
    else if (!isFrame(header)) this.#skewed += 1;
    if (!header.position.every(Number.isFinite)) this.#withoutPosition += 1;
    if (!this.#readsSamples) return;
    let energy = 0;
    for (const value of data) energy += value * value;
    if (!Number.isFinite(energy)) this.#nonFinite += 1;
  }

  /** @param isOnGrid whether readouts are lines of the encoded matrix, so that it says how long they are */
  findings(isOnGrid: boolean): Finding[] {
    const where = `${this.#name}: readouts`;
    const findings: Finding[] = isOnGrid ? this.#otherLengths() : [];
    if (this.#nonFinite > 0) {
      findings.push({
        weight: "error",
        where,
        problem: `${this.#nonFinite} of ${counted(this.#readouts, "readout has", "readouts have")} samples that are NaN, infinite or too large`,
        effect: "They spoil every pixel of their images.",
        remedy: "Correct the program that writes the samples.",
      });
    }
    if (this.#withoutDirections > 0) {
      findings.push({
        weight: "remark",
        where: `${where}: read_dir, phase_dir, slice_dir`,
        problem: `one of them or all are 0 in ${this.#withoutDirections} of ${counted(this.#readouts, "readout")}`,
        effect: "Images have no orientation.",
        remedy: "Write the direction cosines of the readout.",
      });
    }
    if (this.#skewed > 0) {
      findings.push({
        weight: "remark",
        where: `${where}: read_dir, phase_dir, slice_dir`,
        problem: `they are not perpendicular vectors of length 1 in ${this.#skewed} of ${counted(this.#readouts, "readout")}`,
        effect: "Images have a wrong orientation.",
        remedy: "Write the direction cosines of the readout.",
      });
    }
    if (this.#withoutPosition > 0) {
      findings.push({
        weight: "remark",
        where: `${where}: position`,
        problem: `it is NaN or infinite in ${this.#withoutPosition} of ${counted(this.#readouts, "readout")}`,
        effect: "Images have no position.",
        remedy: "Write the position of the slice's centre in mm.",
      });
    }
    return findings;
  }

  #otherLengths(): Finding[] {
    return [...this.#lengths].flatMap(([samples, count]): Finding[] =>
      samples === this.#matrix
        ? []
        : [
            {
              weight: "warning",
              where: `${this.#name}: encodedSpace.matrixSize.x`,
              problem: `it is ${this.#matrix}, but ${count} of ${this.#readouts} imaging readouts have ${counted(samples, "sample")}`,
              effect: "Pixels get a wrong size along the readout, or readouts do not fit.",
              remedy: "Set matrixSize.x to the number of samples.",
            },
          ],
    );
  }
}

/** Whether a readout is neither truncated nor asymmetric, so that its length is that of k-space. */
function isWhole({ numberOfSamples, centerSample, discardPre, discardPost }: AcquisitionHeader): boolean {
  return discardPre === 0 && discardPost === 0 && centerSample === Math.floor(numberOfSamples / 2);
}

/** Whether the directions are perpendicular unit vectors. */
function isFrame({ readDir, phaseDir, sliceDir }: AcquisitionHeader): boolean {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, axis) => sum + value * b[axis]!, 0);
  const lengths = [readDir, phaseDir, sliceDir].map((each) => Math.abs(dot(each, each) - 1));
  const products = [dot(readDir, phaseDir), dot(readDir, sliceDir), dot(phaseDir, sliceDir)].map(Math.abs);
  return [...lengths, ...products].every((deviation) => deviation < SKEW);
}
