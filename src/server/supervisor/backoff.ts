/** Pauses between attempts that fail: each twice as long as the one before, up to the longest. */
export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #failures = 0;
  #failedAt = Number.NEGATIVE_INFINITY;

  constructor(firstMs: number, longestMs: number) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
  }

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** @param nowMs of any clock @returns milliseconds to wait before the next attempt */
  failed(nowMs: number): number {
    this.#failures += 1;
    this.#failedAt = nowMs;
    return Math.min(this.#firstMs * 2 ** (this.#failures - 1), this.#longestMs);
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Milliseconds to wait where the next attempt is urgent: the first pause after the last failure. */
  urgentWait(nowMs: number): number {
    return Math.max(0, this.#failedAt + this.#firstMs - nowMs);
  }
}
