import { GadgetError } from "./errors.ts";

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

/**
 * The covariance of a record with its coils in the order of some other measurement's.
 * @param names of that measurement's channels; where it or the record has none, the order is taken to be the same
 * @throws GadgetError `coil-mismatch` if that measurement has other coils
 */
export function covarianceFor(record: NoiseRecord, names: readonly string[], channels: number): Float64Array {
  const { measurementId, coils, coilNames, covariance } = record;
  const refuse = (difference: string) =>
    new GadgetError(
      "coil-mismatch",
      `the noise of measurement ${measurementId} does not fit: ${difference}; measure the noise with these coils`,
    );
  if (coils !== channels) throw refuse(`it was measured with ${coils} coils, and these data have ${channels}`);
  const same = names.length === coilNames.length && names.every((name, i) => name === coilNames[i]);
  if (same || names.length === 0 || coilNames.length === 0) return covariance;
  const places = names.map((name) => coilNames.indexOf(name));
  if (places.includes(-1) || new Set(places).size < coils) {
    throw refuse(`it was measured with coils ${coilNames.join(", ")}, and these data have ${names.join(", ")}`);
  }
  const reordered = new Float64Array(covariance.length);
  for (const [i, row] of places.entries()) {
    for (const [j, column] of places.entries()) {
      const from = 2 * (row * coils + column);
      reordered.set(covariance.subarray(from, from + 2), 2 * (i * coils + j));
    }
  }
  return reordered;
}
