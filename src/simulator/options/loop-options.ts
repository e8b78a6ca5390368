/** Which readouts there are beside the plain lines, and in what order. */
export interface LoopOptions {
  /** Each line of all slices in turn, slices in the order 0, 2, 4, …, 1, 3, 5, …; else slice after slice. */
  readonly interleaved?: boolean | undefined;
  /** Contrasts of each line, one readout after the other. Contrast c of N is the phantom times exp(−c / N). */
  readonly contrasts?: number | undefined;
  /** How often all is measured for an average; averages differ by noise. */
  readonly averages?: number | undefined;
  /** Cardiac phases; they differ by noise. */
  readonly phases?: number | undefined;
  /** Sets; they differ by noise. */
  readonly sets?: number | undefined;
  /** Segments that the lines of a k-space are dealt to: of N, segment s has lines s, s + N, … of a shot. */
  readonly segments?: number | undefined;
  /** Read every second line of a shot, in the order of acquisition, backwards. */
  readonly alternating?: boolean | undefined;
  /** Garbage readouts flagged as dummy scans before each slice of a repetition. */
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
