/**
 * A failure that a gadget expects and explains: bad data, a header that lacks what the step needs.
 * The message says what was wrong and what to do; the chain adds its own name, the step and the scan counter.
 */
export class GadgetError extends Error {
  override readonly name = "GadgetError";

  constructor(
    /** Stable, kebab-case: what a program can test. */
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
