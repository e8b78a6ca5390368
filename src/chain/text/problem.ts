import { ChainFailure } from "../errors.ts";

/** One thing that is wrong with a chain's text, at its place. */
export interface Problem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** What is wrong, and the fix. */
  readonly message: string;
}

/** A chain that can't be used. Its message lists every problem of the text, a line each: `file:line:column: what`. */
export class ChainError extends ChainFailure<"invalid"> {
  override readonly name = "ChainError";

  constructor(readonly problems: readonly Problem[]) {
    super(
      "invalid",
      problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join("\n"),
    );
  }
}
