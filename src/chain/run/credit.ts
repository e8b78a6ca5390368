import type { Gate, StepCredit } from "../../gadget-api/services/index.ts";

/**
 * What stands in for backpressure, which RxJS does not have: asynchronous steps open a gate each, and whoever feeds the
 * chain waits until every gate has room.
 */
export class Credit implements StepCredit {
  /** Full gates, each by the number of its step. */
  readonly #full: number[] = [];
  readonly #waiting = new Map<number, { promise: Promise<void>; resolve: () => void }>();
  #steps = 0;

  /** Credit of a step, which stands behind those that this was called for before. */
  forStep(): StepCredit {
    this.#steps += 1;
    const step = this.#steps;
    return { open: (limit) => this.#open(step, limit), behind: () => this.#room(step + 1) };
  }

  /** A gate in front of all steps. */
  open(limit: number): Gate {
    return this.#open(0, limit);
  }

  /** Resolves when every step has room. */
  behind(): Promise<void> | undefined {
    return this.#room(1);
  }

  /** Resolves when every gate has room; `undefined` when that is so already. */
  available(): Promise<void> | undefined {
    return this.#room(0);
  }

  #open(step: number, limit: number): Gate {
    let inside = 0;
    return {
      enter: () => {
        inside += 1;
        if (inside === limit) this.#full.push(step);
      },
      leave: () => {
        if (inside === limit) this.#full.splice(this.#full.indexOf(step), 1);
        inside -= 1;
        this.#release();
      },
    };
  }

  /** @param first the step from which on there must be room */
  #room(first: number): Promise<void> | undefined {
    if (this.#hasRoom(first)) return undefined;
    const waiting = this.#waiting.get(first);
    if (waiting !== undefined) return waiting.promise;
    let resolve!: () => void;
    const promise = new Promise<void>((settle) => {
      resolve = settle;
    });
    this.#waiting.set(first, { promise, resolve });
    return promise;
  }

  #hasRoom(first: number): boolean {
    return this.#full.every((step) => step < first);
  }

  #release(): void {
    for (const [first, { resolve }] of this.#waiting) {
      if (!this.#hasRoom(first)) continue;
      this.#waiting.delete(first);
      resolve();
    }
  }
}
