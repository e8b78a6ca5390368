import { AsyncLocalStorage, createHook } from "node:async_hooks";
import type { StepError } from "../run/step-error.ts";
import type { StepWatch } from "./step-watch.ts";

/** A step as {@link CurrentStep} knows it. */
export interface KnownStep {
  /** As errors name it. */
  readonly name: string;
  /** Its error for what it has thrown, now. */
  failure(cause: unknown): StepError;
}

/**
 * Which step of a chain is at work: for faults that reach nobody's `catch`, such as a throw in a timer, and for whoever looks
 * from another thread while this one is stuck.
 */
export class CurrentStep {
  /** One element: the number of the step that runs, from 1 on, or 0 where none does. Other threads may see it. */
  readonly cell: Int32Array;
  readonly #steps: KnownStep[] = [];
  readonly #onStep: (name: string) => void;
  readonly #begun = new AsyncLocalStorage<number>();
  readonly #interrupted: number[] = [];
  /** What a step has begun, and what goes on later (behind an `await`, in a timer), is work of the step. */
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
   * @param onStep gets the name of each step, in the order of their numbers, before it does anything
   * @param cell the shared element, where there is one already
   */
  constructor(onStep: (name: string) => void = () => {}, cell = sharedCell()) {
    this.#onStep = onStep;
    this.cell = cell;
    this.#later.enable();
  }

  /** Looks at a step. What its work begins, and what ends later, is the step's too. */
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

  /** The step that runs, or that has begun what runs. */
  get current(): KnownStep | undefined {
    return this.#steps[(this.#begun.getStore() ?? this.cell[0]!) - 1];
  }

  /** Looks on no longer. */
  close(): void {
    this.#later.disable();
    this.cell[0] = 0;
  }
}

/** An element that other threads may see. */
export function sharedCell(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}
