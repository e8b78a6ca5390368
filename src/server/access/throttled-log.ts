import type { Logger } from "pino";

/** Minimum time between two lines. */
const PAUSE_MS = 1000;

/** Logs one of the clients that are refused, and how many others there were: a flood of them must not fill the log. */
export class ThrottledLog {
  readonly #log: Logger;
  readonly #text: string;
  #loggedAt = Number.NEGATIVE_INFINITY;
  #unlogged = 0;

  /** @param text of each line */
  constructor(log: Logger, text: string) {
    this.#log = log;
    this.#text = text;
  }

  warn(details: object): void {
    const now = performance.now();
    if (now - this.#loggedAt < PAUSE_MS) {
      this.#unlogged += 1;
      return;
    }
    const others = this.#unlogged > 0 ? { othersMeanwhile: this.#unlogged } : {};
    this.#log.warn({ ...details, ...others }, this.#text);
    this.#loggedAt = now;
    this.#unlogged = 0;
  }
}
