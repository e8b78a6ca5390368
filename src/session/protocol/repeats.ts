import type { LogLevel } from "../../gadget-api/index.ts";
import { counted } from "../../text/index.ts";

/** Maximum number of different warnings and errors of a session that are reported. */
const MOST_WARNINGS = 100;
/** Maximum number of other texts. */
const MOST_INFOS = 1000;
/** How much of a text is compared, and quoted when it was repeated. */
const COMPARED = 2000;
const QUOTED = 200;

/**
 * Counts the reports of a session: a few bytes of a client can cause a warning, and must not fill a log with it. The
 * same warning is reported once, and then counted. Of different ones, some are reported.
 */
export class Repeats {
  /** How often each warning was repeated after it was reported. */
  readonly #warnings = new Map<string, number>();
  #infos = 0;
  #unreported = 0;

  /** Whether to report a text. If not, it is counted. */
  admits(level: LogLevel, text: string): boolean {
    if (level === "debug") return true;
    if (level === "info") {
      this.#infos += 1;
      if (this.#infos > MOST_INFOS) this.#unreported += 1;
      return this.#infos <= MOST_INFOS;
    }
    const key = text.slice(0, COMPARED);
    const repeats = this.#warnings.get(key);
    if (repeats !== undefined) {
      this.#warnings.set(key, repeats + 1);
      return false;
    }
    if (this.#warnings.size >= MOST_WARNINGS) {
      this.#unreported += 1;
      return false;
    }
    this.#warnings.set(key, 0);
    return true;
  }

  /** What was counted since the last call, as texts. */
  take(): string[] {
    const texts: string[] = [];
    for (const [text, repeats] of this.#warnings) {
      if (repeats === 0) continue;
      const [line = ""] = text.split("\n");
      const quoted = text.length > QUOTED || line !== text ? `${line.slice(0, QUOTED)}…` : line;
      texts.push(`${counted(repeats, "more time", "more times")}: ${quoted}`);
      this.#warnings.set(text, 0);
    }
    if (this.#unreported > 0)
      texts.push(`${counted(this.#unreported, "further report is", "further reports are")} not shown`);
    this.#unreported = 0;
    return texts;
  }
}
