/** What Larmor's own gadgets fail with, as stable codes that a program can test. */
export type GadgetErrorCode =
  | "bad-center" // a readout whose centre is not in it
  | "bad-geometry" // matrix sizes or fields of view that don't go together
  | "bad-message" // a gadget made a message that contradicts itself
  | "bad-range" // a range of values that is empty, or no range
  | "bad-shape" // a foreign array of another shape than was wanted
  | "branch-waits" // too much waits for another branch
  | "bucket-too-large" // too much is collected
  | "coil-mismatch" // data of different coils that have to be of the same
  | "empty-readout" // a readout without samples or channels
  | "header-required" // a step that needs the MRD header, and there is none
  | "k-space-too-large" // a k-space that takes too much memory
  | "no-branch" // a message that no branch takes
  | "no-coil" // no coil is left
  | "not-finite" // samples that are no numbers, or too large
  | "not-float" // pixels that are no floating-point numbers
  | "not-real" // complex pixels where real ones are needed
  | "not-saved" // messages that can't be written to a file
  | "outside-limits" // a counter outside of the header's encoding limits
  | "readout-mismatch" // a readout of another length than those before
  | "result-too-large" // a result that takes too much memory
  | "several-channels" // images of several channels where one is needed
  | "singular-noise" // noise in which the coils can't be told apart
  | "too-little-noise" // fewer noise samples than coils
  | "too-many-images" // more images at once than fit
  | "unknown-coil" // a coil's name that the header does not have
  | "unknown-encoding"; // a readout of an encoding that the header does not have

/**
 * A failure that a gadget expects and explains: bad data, a header that lacks what the step needs.
 * The message says what was wrong and what to do; the chain adds its own name, the step and the scan counter.
 */
export class GadgetError extends Error {
  override readonly name = "GadgetError";

  constructor(
    /** Stable, kebab-case: what a program can test. An author's gadgets have codes of their own. */
    readonly code: GadgetErrorCode | (string & {}),
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
