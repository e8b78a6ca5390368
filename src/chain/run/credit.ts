import type { Gate, StepCredit } from "../../gadget-api/services/index.ts";

/**
 * A substitute for backpressure, which RxJS lacks: each asynchronous step has a gate, and the source waits until every
 * gate is open.
 */
export class Credit implements StepCredit {
  /** Closed gates, by the number of their step. */
  readonly #full: number[] = [];
  readonly #waiting = new Map<number, { promise: Promise<void>; resolve: () => void }>();
  #steps = 0;

  /** Credit of the next step, which is downstream of those that this was called for earlier. */
  forStep(): StepCredit {
    this.#steps += 1;
    const step = this.#steps;
    return { open: (limit) => this.#open(step, limit), behind: () => this.#room(step + 1) };
  }

  /** Numbers of the steps that accept no more messages, from 1. */
  get full(): readonly number[] {
    return this.#full;
  }

  /** A gate upstream of all steps. */
  open(limit: number): Gate {
    return this.#open(0, limit);
  }

  /** Resolves when every step can accept messages. */
  behind(): Promise<void> | undefined {
    return this.#room(1);
  }

  /** Resolves when every gate is open; `undefined` if they already are. */
  available(): Promise<void> | undefined {
    return this.#room(0);
  }

  #open(step: number, limit: number): Gate {
    let inside = 0;
    return {
      enter: (size = 1) => {
        if (inside < limit && inside + size >= limit) this.#full.push(step);
        inside += size;
      },
      leave: (size = 1) => {
        if (inside >= limit && inside - size < limit) this.#full.splice(this.#full.indexOf(step), 1);
        inside -= size;
        this.#release();
      },
    };
  }

  /** @param first the first step whose gate has to be open */
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
