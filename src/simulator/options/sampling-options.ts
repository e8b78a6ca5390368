/** The sampled part of k-space, and its grid. */
export interface SamplingOptions {
  /** Acquired part of the lines, more than 0.5. The first lines are omitted, and counters start after them. */
  readonly partialFourier?: number | undefined;
  /** The same for the partitions. */
  readonly partialFourierZ?: number | undefined;
  /** Acquired part of a readout, more than 0.5. Its start is missing. */
  readonly asymmetricEcho?: number | undefined;
  /** Garbage samples before a readout, to be discarded. */
  readonly discardPre?: number | undefined;
  /** The same after it. */
  readonly discardPost?: number | undefined;
  /** Phase oversampling factor: the number of lines and the encoded field of view grow by it. */
  readonly phaseOversampling?: number | undefined;
  /** Image pixels along x, and in proportion along y, over the same field of view; default `matrix`. */
  readonly reconMatrix?: number | undefined;
  /** Matrix size, x and y, of a second encoding, fully sampled after each repetition of the first; 0 for none. */
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
