/** What went wrong with BART, as a stable code that a program can test. */
export type BartErrorCode =
  | "not-installed" // there is no `bart` on the PATH
  | "bad-command" // a command that can't be run as it is written
  | "failed" // a command that ended with an error
  | "bad-result"; // a result that is missing, or whose dimensions don't fit

/** A step by BART that can't be done. The message says why, and what to do. */
export class BartError extends Error {
  override readonly name = "BartError";

  constructor(
    readonly code: BartErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
