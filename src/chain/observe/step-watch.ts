import type { Message } from "../../gadget-api/index.ts";

/** Looks on while a step works. */
export interface StepWatch {
  /** Does some work of the step. */
  run<T>(work: () => T): T;
  /** A message comes to the step, of a kind that it takes. */
  took?(message: Message): void;
  /** The step has made a message. */
  made?(message: Message): void;
  /** The step needs so many bytes at once, of so many that it may have. */
  needs?(bytes: number, maxBytes: number): void;
}

/** Several who look on, as one; `undefined` for nobody. */
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
