/** Notices that a server does none of what is expected of it for too long. It is stopped while nothing is expected. */
export class IdleTimer<Expectation> {
  readonly #timeoutMs: number;
  readonly #onIdle: (missing: Expectation) => void;
  readonly #expected = new Set<Expectation>();
  #timer: NodeJS.Timeout | undefined;
  #paused = false;
  #ended = false;

  /** @param onIdle called with what has been expected for the longest time */
  constructor(timeoutMs: number, onIdle: (missing: Expectation) => void) {
    this.#timeoutMs = timeoutMs;
    this.#onIdle = onIdle;
  }

  /** From now on the server has to do this. */
  expect(what: Expectation): void {
    this.#expected.add(what);
    this.restart();
  }

  /** The server has done this. */
  settled(what: Expectation): void {
    this.#expected.delete(what);
    this.restart();
  }

  /** While this side does not read, the server may be unable to do anything. */
  pause(): void {
    this.#paused = true;
    this.restart();
  }

  resume(): void {
    this.#paused = false;
    this.restart();
  }

  /** The server has done something: the time starts again. */
  restart(): void {
    clearTimeout(this.#timer);
    const [missing] = this.#expected;
    if (missing === undefined || this.#paused || this.#ended) return;
    this.#timer = setTimeout(() => this.#onIdle(missing), this.#timeoutMs);
  }

  end(): void {
    this.#ended = true;
    this.restart();
  }
}
