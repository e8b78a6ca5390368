/** The noise of a measurement. */
export interface NoiseRecord {
  /** ID of the measurement, which other measurements refer to. */
  readonly measurementId: string;
  readonly coils: number;
  /** In the order of the channels; empty if the header names none. */
  readonly coilNames: readonly string[];
  /** Dwell time. */
  readonly dwellUs: number;
  /** relativeReceiverNoiseBandwidth of its header; `undefined` if it has none. */
  readonly bandwidth: number | undefined;
  /** Number of samples per coil in the covariance. */
  readonly samples: number;
  /** C = DᴴD / (samples − 1), `[coils][coils]` complex, interleaved. */
  readonly covariance: Float64Array;
}

/** Noise stored from one measurement to the next. */
export interface NoiseStore {
  /**
   * @returns `undefined` if there is none of this measurement, or if it is too old
   * @throws Error if it exists but cannot be read
   */
  find(measurementId: string): NoiseRecord | undefined;
  /** IDs of the measurements whose noise is available. */
  list(): readonly string[];
  /** Stores a record, replacing an earlier one of the same measurement. @throws Error if it cannot be stored */
  keep(record: NoiseRecord): void;
  /** Is notified of the noise that a measurement uses, its own or that of another one. */
  uses?(record: NoiseRecord): void;
}

/** For a gadget that runs outside a session: stores nothing. */
export const noNoiseStore: NoiseStore = { find: () => undefined, list: () => [], keep: () => {} };
