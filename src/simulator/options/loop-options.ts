/** Readouts in addition to the plain lines, and their order. */
export interface LoopOptions {
  /**
   * Acquire each line of all slices before the next line, slices in the order 0, 2, 4, …, 1, 3, 5, …; otherwise slice
   * after slice.
   */
  readonly interleaved?: boolean | undefined;
  /** Contrasts of each line, in consecutive readouts. Contrast c of N is the phantom times exp(−c / N). */
  readonly contrasts?: number | undefined;
  /** Number of averages; they differ by noise. */
  readonly averages?: number | undefined;
  /** Number of cardiac phases; they differ by noise. */
  readonly phases?: number | undefined;
  /** Number of sets; they differ by noise. */
  readonly sets?: number | undefined;
  /**
   * Number of segments that the lines of a k-space are distributed over: of N, segment s has lines s, s + N, … of a
   * shot.
   */
  readonly segments?: number | undefined;
  /** Reverse every second line of a shot, in the order of acquisition. */
  readonly alternating?: boolean | undefined;
  /** Number of garbage readouts flagged as dummy scans before each slice of a repetition. */
  readonly dummies?: number | undefined;
  /** A garbage readout flagged as navigator before each slice of a repetition. */
  readonly navigators?: boolean | undefined;
  /** A garbage readout flagged as phase correction before each slice of a repetition. */
  readonly phaseCorrection?: boolean | undefined;
}

export const loopDefaults = {
  interleaved: false,
  contrasts: 1,
  averages: 1,
  phases: 1,
  sets: 1,
  segments: 1,
  alternating: false,
  dummies: 0,
  navigators: false,
  phaseCorrection: false,
} as const;
