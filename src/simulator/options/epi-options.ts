export const epiReferences = ["epi", "gradient-echo"] as const;

/** How the lines of a separate or external calibration of EPI are read. */
export type EpiReference = (typeof epiReferences)[number];

/**
 * Echo-planar imaging: all lines of a shot in one echo train, alternately forward and reversed, on trapezoidal
 * gradients, the ramps included. A shot is a segment, and starts with a forward line.
 *
 * Positions k are in units of 1 / (encoded field of view along x), and phases in radians.
 */
export interface EpiOptions {
  /** Measure EPI. All other options of this group require it. */
  readonly epi?: boolean | undefined;
  /**
   * Samples of a readout; 0 for the fewest that do not undersample the flat top: matrix × oversampling without ramps, a
   * quarter more with the default ones. With fewer, pixels at the edges of the encoded field of view fold onto each
   * other, which leaves an object in the middle of it intact.
   */
  readonly epiSamples?: number | undefined;
  /** Time from one sample to the next in µs. A sample is at the centre of its dwell time. */
  readonly dwellTime?: number | undefined;
  /** Part of the readout gradient's duration during which it rises, at least 0; in whole µs, rounded down. */
  readonly rampUp?: number | undefined;
  /** The same for its fall. The sum of both is less than 1. */
  readonly rampDown?: number | undefined;
  /** Minimum time in µs from the start of the gradient to that of the first sample, and after the last one. */
  readonly acquisitionDelay?: number | undefined;
  /** Navigators before each shot: measured lines at the centre of k-space, the last one reversed. */
  readonly epiNavigators?: number | undefined;
  /** Delay δ of the gradients: forward lines are measured at k − δ, and reversed ones at −k + δ. */
  readonly gradientDelay?: number | undefined;
  /** Phase φ between directions: forward lines × exp(iφ/2), reversed ones × exp(−iφ/2). */
  readonly oddEvenPhase?: number | undefined;
  /**
   * Phase per echo, as of an off-resonance: echo n × exp(i n drift). The first image line of a shot is echo 0, and
   * navigators are the echoes −1, −2, … before it.
   */
  readonly drift?: number | undefined;
  /**
   * Change of `oddEvenPhase` from shot to shot: shot s has s times this in addition. Shots are counted from 0 in the
   * order of acquisition, over all slices and repetitions; those of a calibration are counted separately.
   */
  readonly shotPhase?: number | undefined;
  /**
   * Lines of a separate or external calibration. `epi`: as those of the images, in as many shots per slice as the
   * acceleration, each with its navigators. `gradient-echo`: plain readouts, without ramps, in a second encoding of the
   * same matrix and field of view, which has no arrays of its own.
   */
  readonly epiReference?: EpiReference | undefined;
}

export const epiDefaults = {
  epi: false,
  epiSamples: 0,
  dwellTime: 4,
  rampUp: 0.2,
  rampDown: 0.2,
  acquisitionDelay: 0,
  epiNavigators: 3,
  gradientDelay: 0,
  oddEvenPhase: 0,
  drift: 0,
  shotPhase: 0,
  epiReference: "epi" as EpiReference,
} as const;
