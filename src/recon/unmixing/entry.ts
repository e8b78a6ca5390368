import type { SampleMemory } from "../../gadget-api/services/index.ts";
import type { UnmixingCalibration } from "../../numerics/parallel/index.ts";

/** The coefficients of some entries, in one array. */
export interface UnmixingResult {
  readonly array: Float32Array;
  /** Of the entries. */
  holders: number;
}

/** Coefficients, and what they are computed from. The creator of an entry holds it. */
export class UnmixingEntry {
  readonly calibration: UnmixingCalibration;
  /** The calibration block, until it is handed to the task. */
  data: Float32Array | undefined;
  /** `[coils][z][y][x]` complex. */
  unmixing: Float32Array | undefined;
  /** `[z][y][x]`, if it was requested. */
  g: Float32Array | undefined;
  /** What `unmixing` is a part of. */
  result: UnmixingResult | undefined;
  #holders = 1;

  constructor(calibration: UnmixingCalibration, data: Float32Array) {
    this.calibration = calibration;
    this.data = data;
  }

  /** Keeps the coefficients, until {@link letGo}. */
  hold(): void {
    this.#holders += 1;
  }

  /** Ends what {@link hold} or the creation began, and releases the coefficients that are no longer held. */
  letGo(memory: SampleMemory): void {
    this.#holders -= 1;
    if (this.#holders > 0 || this.result === undefined) return;
    this.result.holders -= 1;
    if (this.result.holders === 0) memory.release(this.result.array);
    this.unmixing = undefined;
  }
}
