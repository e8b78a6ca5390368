import { type Acquisition, AcquisitionFlag, type AcquisitionHeader } from "../../mrd/index.ts";
import type { Finding } from "./finding.ts";

/** Parts of a readout whose energies are compared. */
const PARTS = 16;
const MOST_COILS = 4;
/** Readouts that are looked at. */
const MOST_READOUTS = 1024;
/** Readouts that must agree. */
const FEWEST_READOUTS = 4;
/** The first part of a decay has at least this multiple of the median part's energy, the second at least that one. */
const FIRST = 4;
const SECOND = 1.5;

/**
 * Finds free induction decays, as of spectroscopic imaging: whole readouts whose signal is strongest at the first
 * samples and decays from there. An echo is in the middle, even if its header does not say so.
 */
export class DecayCheck {
  readonly #energies = new Float64Array(PARTS);
  #readouts = 0;

  /**
   * Whether a readout is to be added: it is whole, has no trajectory, and its header has no echo's centre. A centre of 0
   * may mean that it is not set.
   * @param matrix samples of a whole readout
   */
  isSuspect(header: AcquisitionHeader, matrix: number): boolean {
    if (header.centerSample !== 0 || this.#readouts >= MOST_READOUTS) return false;
    if (header.trajectoryDimensions > 0 || header.numberOfSamples < Math.max(matrix, PARTS)) return false;
    return !header.has(AcquisitionFlag.noiseMeasurement);
  }

  /** A suspect, with its samples in k-space. */
  add({ header, data }: Acquisition): void {
    const { numberOfSamples: samples, activeChannels } = header;
    this.#readouts += 1;
    for (let coil = 0; coil < Math.min(MOST_COILS, activeChannels); coil += 1) {
      for (let sample = 0; sample < samples; sample += 1) {
        const at = 2 * (coil * samples + sample);
        const [re, im] = [data[at]!, data[at + 1]!];
        this.#energies[Math.floor((PARTS * sample) / samples)]! += re * re + im * im;
      }
    }
  }

  /** Whether the readouts are decays. */
  get found(): boolean {
    if (this.#readouts < FEWEST_READOUTS) return false;
    const [first, second, third] = this.#energies as unknown as [number, number, number];
    const median = this.#energies.toSorted()[PARTS / 2]!;
    return first > second && second > third && first >= FIRST * median && second >= SECOND * median && first > 0;
  }
}

/** The refusal of spectra. @param where the encoding's readouts @param problem a clause that says how they show it */
export function spectrumFinding(where: string, problem: string): Finding {
  return {
    weight: "remark",
    where,
    refusal: "spectroscopy",
    problem,
    effect: "An image of it would mean nothing: chains for images refuse it.",
    remedy: "Use the chain spectroscopy.",
  };
}

export const DECAYS =
  "the signal is strongest at the first samples of readouts and decays, which looks like spectroscopic imaging";
