/** Why a program can't be started, as a stable code that a program can test. */
export type ProgramErrorCode =
  | "empty-command" // no program is named
  | "not-startable" // there is none of that name, or it may not be run
  | "no-guard"; // what would end it with us can't be started

/** A program that can't be started. The message names it, says why, and what to do. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";

  constructor(
    readonly code: ProgramErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
