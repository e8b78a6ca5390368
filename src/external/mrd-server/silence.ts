/** Notices a peer that does nothing for too long while something is expected of it. */
export class Silence {
  readonly #timer: NodeJS.Timeout;

  /**
   * @param expecting asked when the time is over; where nothing is expected, it begins anew
   * @param onSilence called once
   */
  constructor(timeoutMs: number, expecting: () => boolean, onSilence: () => void) {
    this.#timer = setTimeout(() => {
      if (expecting()) onSilence();
      else this.#timer.refresh();
    }, timeoutMs);
  }

  /** Something happened: the time begins anew. */
  broken(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
