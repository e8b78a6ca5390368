/** Clean-up in the reverse order of set-up: a small `AsyncDisposableStack`, which Node 20 lacks. */
export class DisposerStack {
  readonly #disposers: (() => void | Promise<void>)[] = [];

  /** Adds a clean-up. Each is called once, in reverse order. */
  defer(dispose: () => void | Promise<void>): void {
    this.#disposers.push(dispose);
  }

  /** Calls all clean-ups. @throws what the first failing one throws; the remaining ones are not called */
  async dispose(): Promise<void> {
    for (let next = this.#disposers.pop(); next !== undefined; next = this.#disposers.pop()) await next();
  }
}
