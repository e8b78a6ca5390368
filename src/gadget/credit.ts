/** Bounds the asynchronous work of one step. */
export interface Gate {
  /** A message has entered the step. */
  enter(): void;
  /** Its result has left. */
  leave(): void;
}

/**
 * What stands in for backpressure, which RxJS does not have: asynchronous steps open a gate each, and whoever feeds the
 * chain waits until every gate has room.
 */
export class Credit {
  #full = 0;
  #waiting: { promise: Promise<void>; resolve: () => void } | undefined;

  /** @param limit messages inside the step at which feeding pauses */
  open(limit: number): Gate {
    let inside = 0;
    return {
      enter: () => {
        inside += 1;
        if (inside === limit) this.#full += 1;
      },
      leave: () => {
        if (inside === limit) this.#full -= 1;
        inside -= 1;
        if (this.#full === 0) this.#release();
      },
    };
  }

  /** Resolves when every gate has room; `undefined` when that is so already. */
  available(): Promise<void> | undefined {
    if (this.#full === 0) return undefined;
    if (this.#waiting === undefined) {
      let resolve!: () => void;
      const promise = new Promise<void>((settle) => {
        resolve = settle;
      });
      this.#waiting = { promise, resolve };
    }
    return this.#waiting.promise;
  }

  #release(): void {
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }
}
