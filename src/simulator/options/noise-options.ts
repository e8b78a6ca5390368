/** A separate noise scan, which the measurement depends on. */
export interface NoiseScanOptions {
  /** Readouts of the separate noise measurement that the header names as a dependency; 0 for none. */
  readonly noiseDependency?: number | undefined;
  /** Number the coils of that noise measurement differently: it starts with the second and ends with the first. */
  readonly permuteNoiseCoils?: boolean | undefined;
}

export const noiseScanDefaults = {
  noiseDependency: 0,
  permuteNoiseCoils: false,
} as const;
