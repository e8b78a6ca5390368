import { type Acquisition, AcquisitionFlag, type AcquisitionHeader } from "../../mrd/index.ts";
import { imagePhase, type LinearPhase } from "../../numerics/epi/index.ts";

/** Lines of one image that have no navigators so far. */
export class UnnavigatedImage {
  readonly lines: Acquisition[] = [];
  #complete = false;

  add(line: Acquisition): void {
    this.lines.push(line);
    const { lastInSlice, lastInRepetition, lastInMeasurement } = AcquisitionFlag;
    this.#complete = [lastInSlice, lastInRepetition, lastInMeasurement].some((flag) => line.header.has(flag));
  }

  get first(): AcquisitionHeader {
    return this.lines[0]!.header;
  }

  /** Whether its last line has come. */
  get isComplete(): boolean {
    return this.#complete;
  }

  /** Whether its lines run in both directions. */
  get alternates(): boolean {
    return this.lines.some(isReversed) && !this.lines.every(isReversed);
  }

  /** Whether a line belongs to the same image. */
  has(header: AcquisitionHeader): boolean {
    const { first } = this;
    return (
      header.repetition === first.repetition &&
      header.average === first.average &&
      header.phase === first.phase &&
      header.contrast === first.contrast &&
      header.kspaceEncodeStep2 === first.kspaceEncodeStep2 &&
      header.has(AcquisitionFlag.parallelCalibration) === first.has(AcquisitionFlag.parallelCalibration)
    );
  }

  /**
   * The odd-even phase by the image itself.
   * @param start the phase of the image before it
   * @returns `undefined` unless each line from the first to the last was acquired
   */
  phase(pixels: number, start: LinearPhase | undefined): ReturnType<typeof imagePhase> | undefined {
    const numbers = this.lines.map(({ header }) => header.kspaceEncodeStep1);
    const least = Math.min(...numbers);
    const rows = Math.max(...numbers) - least + 1;
    if (new Set(numbers).size < rows) return undefined;
    const lines = this.lines.map((line) => ({
      data: line.data,
      reversed: isReversed(line),
      row: line.header.kspaceEncodeStep1 - least,
    }));
    return imagePhase(lines, { pixels, rows, coils: this.first.activeChannels }, start);
  }
}

function isReversed({ reversed }: Acquisition): boolean {
  return reversed === true;
}
