import { ChainFailure } from "../errors.ts";

/** One problem of a chain's text, with its location. */
export interface Problem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** The problem, and its fix. */
  readonly message: string;
}

/** A chain that cannot be used. Its message lists every problem of the text, one per line: `file:line:column: what`. */
export class ChainError extends ChainFailure<"invalid"> {
  override readonly name = "ChainError";

  constructor(readonly problems: readonly Problem[]) {
    super(
      "invalid",
      problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join("\n"),
    );
  }
}
