/** What a measurement of noise found out. */
export interface NoiseRecord {
  /** ID of the measurement, by which others depend on it. */
  readonly measurementId: string;
  readonly coils: number;
  /** In the order of the channels; empty where the header names none. */
  readonly coilNames: readonly string[];
  /** Time from sample to sample. */
  readonly dwellUs: number;
  /** relativeReceiverNoiseBandwidth of its header; `undefined` where that has none. */
  readonly bandwidth: number | undefined;
  /** How many samples of each coil went into the covariance. */
  readonly samples: number;
  /** C = DᴴD / (samples − 1), `[coils][coils]` complex, interleaved. */
  readonly covariance: Float64Array;
}

/** Noise kept from one measurement to the next. */
export interface NoiseStore {
  /**
   * @returns `undefined` if there is none of this measurement, or if it is too old
   * @throws Error for one that is there and can't be read
   */
  find(measurementId: string): NoiseRecord | undefined;
  /** IDs of the measurements whose noise may be used. */
  list(): readonly string[];
  /** Keeps a record in place of an earlier one of the same measurement. @throws Error if it can't be kept */
  keep(record: NoiseRecord): void;
}

/** For whoever runs a gadget alone: nothing is kept. */
export const noNoiseStore: NoiseStore = { find: () => undefined, list: () => [], keep: () => {} };
