/** How long nothing may happen before that is reported. The pauses between reports double. */
const FIRST_MS = 5000;

/** Reports how long nothing has happened, so that no one waits without knowing what for. */
export class SilenceReport {
  readonly #report: (seconds: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = FIRST_MS;
  #since = performance.now();

  /** @param report is called after 5 s without {@link moved}, then after 10, 20, 40 s and so on */
  constructor(report: (seconds: number) => void) {
    this.#report = report;
    this.#start();
  }

  /** Something has happened. */
  moved(): void {
    this.#since = performance.now();
    if (this.#pauseMs === FIRST_MS) this.#timer?.refresh();
    else this.#start(FIRST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #start(pauseMs = FIRST_MS): void {
    clearTimeout(this.#timer);
    this.#pauseMs = pauseMs;
    this.#timer = setTimeout(() => {
      const seconds = Math.round((performance.now() - this.#since) / 1000);
      this.#report(seconds);
      this.#start(seconds * 1000);
    }, pauseMs).unref();
  }
}
