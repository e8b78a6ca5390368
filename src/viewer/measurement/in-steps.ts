import { setImmediate } from "node:timers/promises";

/** How long one step may take: others wait for their answers that long. */
const STEP_MS = 15;

/** Lets other requests be answered between steps of long work. */
export class Steps {
  #start = performance.now();

  /** To be awaited after each piece of the work. */
  async next(): Promise<void> {
    if (performance.now() - this.#start < STEP_MS) return;
    await setImmediate();
    this.#start = performance.now();
  }
}

/** Runs of consecutive numbers: `[start, end)`, in the given order, and none longer than `longest`. */
export function* runsOf(numbers: readonly number[], longest: number): Generator<{ start: number; end: number }> {
  for (let i = 0; i < numbers.length; ) {
    const start = numbers[i]!;
    let end = start + 1;
    i += 1;
    while (i < numbers.length && numbers[i] === end && end - start < longest) {
      end += 1;
      i += 1;
    }
    yield { start, end };
  }
}
