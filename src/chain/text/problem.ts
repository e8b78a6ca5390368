import { counted } from "../../text/index.ts";
import { ChainFailure } from "../errors.ts";

/** Number of problems that a message lists: the text may have been made to have thousands. */
const MOST_LISTED = 50;

/** One problem of a chain's text, with its location. */
export interface Problem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** The problem, and its fix. */
  readonly message: string;
}

/**
 * A chain that cannot be used. Its message lists the first problems of the text, one per line: `file:line:column: what`,
 * and the number of the others.
 */
export class ChainError extends ChainFailure<"invalid"> {
  override readonly name = "ChainError";

  constructor(readonly problems: readonly Problem[]) {
    super(
      "invalid",
      firstOf(problems, ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`),
    );
  }
}

/** The first of some problems, one per line, and the number of the others. */
export function firstOf<T>(problems: readonly T[], text: (problem: T) => string): string {
  const lines = problems.slice(0, MOST_LISTED).map(text);
  const others = problems.length - lines.length;
  return (others > 0 ? [...lines, `… and ${counted(others, "more mistake")}`] : lines).join("\n");
}
