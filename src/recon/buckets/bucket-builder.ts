import type { Bucket } from "../../gadget-api/index.ts";
import {
  type Acquisition,
  AcquisitionFlag,
  type AcquisitionHeader,
  auxiliaryFlags,
  type Waveform,
} from "../../mrd/index.ts";

/** Whether a readout is part of neither image nor calibration: navigators, phase correction, dummies, feedback. */
export function isAuxiliary(header: AcquisitionHeader): boolean {
  return auxiliaryFlags.some((flag) => header.has(flag));
}

/** Sorts readouts by their flags: image data, parallel-imaging reference, and auxiliary. */
export class BucketBuilder {
  readonly #imaging: Acquisition[] = [];
  readonly #reference: Acquisition[] = [];
  readonly #auxiliary: Acquisition[] = [];
  readonly #waveforms: Waveform[] = [];

  /** @returns whether it is part of the image or of the reference */
  add(acquisition: Acquisition): boolean {
    const { header } = acquisition;
    if (isAuxiliary(header)) {
      this.#auxiliary.push(acquisition);
      return false;
    }
    const calibration = header.has(AcquisitionFlag.parallelCalibration);
    const both = header.has(AcquisitionFlag.parallelCalibrationAndImaging);
    if (calibration || both) this.#reference.push(acquisition);
    if (!calibration || both) this.#imaging.push(acquisition);
    return true;
  }

  /** Time stamps of its readouts. */
  get times(): number[] {
    const readouts = [...this.#imaging, ...this.#reference, ...this.#auxiliary];
    return readouts.map(({ header }) => header.acquisitionTimeStamp);
  }

  addWaveform(waveform: Waveform): void {
    this.#waveforms.push(waveform);
  }

  build(): Bucket {
    return {
      kind: "bucket",
      imaging: this.#imaging,
      reference: this.#reference,
      auxiliary: this.#auxiliary,
      waveforms: this.#waveforms,
    };
  }
}
