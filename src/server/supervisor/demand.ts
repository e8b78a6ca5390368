/** How long a number of clients at the same time is remembered. */
const MEMORY_MS = 5 * 60_000;

/** Remembers how many clients there were at the same time in the last minutes. */
export class Demand {
  /** Each with a smaller number of clients, and later, than the one before. */
  readonly #peaks: { readonly at: number; readonly clients: number }[] = [];

  /** Records the number of clients at a moment. @param nowMs of any clock that does not go back */
  record(clients: number, nowMs: number): void {
    while (this.#peaks.length > 0 && this.#peaks.at(-1)!.clients <= clients) this.#peaks.pop();
    this.#peaks.push({ at: nowMs, clients });
  }

  /** The largest number of the last minutes. */
  peak(nowMs: number): number {
    while (this.#peaks.length > 0 && this.#peaks[0]!.at < nowMs - MEMORY_MS) this.#peaks.shift();
    return this.#peaks[0]?.clients ?? 0;
  }
}
