import type { LogLine } from "./report.ts";

/** Lines that are kept, and that are sent at one time. */
const MOST_LINES = 1000;
const MOST_SENT = 200;

/** The newest lines of the log. */
export class LiveLog {
  readonly #lines: LogLine[] = [];
  /** Number of all lines so far. */
  count = 0;

  add(line: LogLine): void {
    this.count += 1;
    this.#lines.push(line);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  }

  /** The newest lines after the first `seen` ones, and how many before them are left out. */
  since(seen: number): { readonly lines: readonly LogLine[]; readonly skipped: number } {
    const unseen = this.count - seen;
    const lines = unseen === 0 ? [] : this.#lines.slice(-Math.min(unseen, MOST_SENT));
    return { lines, skipped: unseen - lines.length };
  }
}
