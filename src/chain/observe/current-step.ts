import { AsyncLocalStorage, createHook } from "node:async_hooks";
import type { StepError } from "../run/step-error.ts";
import type { StepWatch } from "./step-watch.ts";

/** A step as registered with {@link CurrentStep}. */
export interface KnownStep {
  /** Its name in errors. */
  readonly name: string;
  /** The error of this step for a value that was thrown now. */
  failure(cause: unknown): StepError;
}

/**
 * Tracks which step of a chain is running. It attributes errors that no `catch` receives, such as a throw in a timer,
 * and lets another thread see which step blocks this one.
 */
export class CurrentStep {
  /** One element: the number of the running step, from 1 on, or 0 if none is running. Other threads can read it. */
  readonly cell: Int32Array;
  readonly #steps: KnownStep[] = [];
  readonly #onStep: (name: string) => void;
  readonly #begun = new AsyncLocalStorage<number>();
  readonly #interrupted: number[] = [];
  /** Asynchronous continuations (after an `await`, in a timer) are attributed to the step that started them. */
  readonly #later = createHook({
    before: () => {
      this.#interrupted.push(this.cell[0]!);
      this.cell[0] = this.#begun.getStore() ?? 0;
    },
    after: () => {
      this.cell[0] = this.#interrupted.pop() ?? 0;
    },
  });

  /**
   * @param onStep receives the name of each step, in the order of their numbers, before it runs
   * @param cell the shared element, if there is one already
   */
  constructor(onStep: (name: string) => void = () => {}, cell = sharedCell()) {
    this.#onStep = onStep;
    this.cell = cell;
    this.#later.enable();
  }

  /** Registers a step. Work that it starts, and that ends later, is attributed to it too. */
  step(known: KnownStep): StepWatch {
    this.#onStep(known.name);
    const step = this.#steps.push(known);
    return {
      run: (work) => {
        const before = this.cell[0]!;
        this.cell[0] = step;
        try {
          return this.#begun.run(step, work);
        } finally {
          this.cell[0] = before;
        }
      },
    };
  }

  /** The running step, or the one that started the running code. */
  get current(): KnownStep | undefined {
    return this.#steps[(this.#begun.getStore() ?? this.cell[0]!) - 1];
  }

  /** Stops tracking. */
  close(): void {
    this.#later.disable();
    this.cell[0] = 0;
  }
}

/** An element that other threads can read. */
export function sharedCell(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}
