/** Which part of k-space is sampled, and on what grid. */
export interface SamplingOptions {
  /** Part of the lines that is acquired, more than 0.5: those before are left out, and counting starts behind them. */
  readonly partialFourier?: number | undefined;
  /** The same of the partitions. */
  readonly partialFourierZ?: number | undefined;
  /** Part of a readout that is acquired, more than 0.5: its beginning is missing. */
  readonly asymmetricEcho?: number | undefined;
  /** Garbage samples before a readout, to be discarded. */
  readonly discardPre?: number | undefined;
  /** The same behind it. */
  readonly discardPost?: number | undefined;
  /** How many times the object's field of view is phase-encoded: there are so many more lines. */
  readonly phaseOversampling?: number | undefined;
  /** Pixels that images are to have along x, and in proportion along y, over the same field of view; `matrix` if left out. */
  readonly reconMatrix?: number | undefined;
  /** Matrix size, x and y, of a second encoding, measured in full after each repetition of the first; 0 is none. */
  readonly secondEncoding?: number | undefined;
}

export const samplingDefaults = {
  partialFourier: 1,
  partialFourierZ: 1,
  asymmetricEcho: 1,
  discardPre: 0,
  discardPost: 0,
  phaseOversampling: 1,
  secondEncoding: 0,
} as const;
