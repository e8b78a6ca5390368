/** A program that can't be started. The message names it, says why, and what to do. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
}
