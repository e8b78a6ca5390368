import type { Message } from "../../gadget-api/index.ts";

/** Observes a step. */
export interface StepWatch {
  /** Runs work of the step. */
  run<T>(work: () => T): T;
  /** A message of a kind that the step consumes has arrived. */
  took?(message: Message): void;
  /** The step has produced a message. */
  made?(message: Message): void;
  /** The memory that the step needs at one time, and its limit, in bytes. */
  needs?(bytes: number, maxBytes: number): void;
}

/** Several observers as one; `undefined` if there are none. */
export function allWatching(watches: readonly (StepWatch | undefined)[]): StepWatch | undefined {
  const [first, ...others] = watches.filter((watch) => watch !== undefined);
  if (first === undefined || others.length === 0) return first;
  const rest = allWatching(others)!;
  return {
    run: (work) => first.run(() => rest.run(work)),
    took: (message) => {
      first.took?.(message);
      rest.took?.(message);
    },
    made: (message) => {
      first.made?.(message);
      rest.made?.(message);
    },
    needs: (bytes, maxBytes) => {
      first.needs?.(bytes, maxBytes);
      rest.needs?.(bytes, maxBytes);
    },
  };
}
