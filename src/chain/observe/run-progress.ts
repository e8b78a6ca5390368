/** A step of a run, and how it is named. */
export interface RunningStep {
  /** Its name in errors. */
  readonly name: string;
  readonly isThirdParty: boolean;
  /** The error of this step for a cause. */
  failure(cause: unknown): Error;
}

/** Notified by a step. */
export interface StepProgress {
  /** It has emitted a message. */
  made(): void;
  /** All of its input has arrived. */
  inputEnded(): void;
  /** It has completed. */
  completed(): void;
}

/** What a run is waiting for. */
export interface Waiting {
  readonly step: RunningStep;
  /** Whether all of the step's input has arrived. Otherwise, it accepts no more until it has produced something. */
  readonly hasAllInput: boolean;
}

interface Entry {
  readonly step: RunningStep;
  state: "open" | "ending" | "completed";
}

/** How far the steps of a run are: which of them the run is waiting for. */
export class RunProgress {
  readonly #steps: Entry[] = [];
  #count = 0;

  /** Number of messages that have moved. It stays the same while the run is waiting. */
  get count(): number {
    return this.#count;
  }

  /** A message has entered or left the chain. */
  moved(): void {
    this.#count += 1;
  }

  /** Registers the next step, in their order. */
  step(step: RunningStep): StepProgress {
    const entry: Entry = { step, state: "open" };
    this.#steps.push(entry);
    return {
      made: () => this.moved(),
      inputEnded: () => {
        if (entry.state === "open") entry.state = "ending"; // it may have completed before its input
        this.moved();
      },
      completed: () => {
        entry.state = "completed";
        this.moved();
      },
    };
  }

  /** @param full numbers, from 1, of the steps that accept no more messages */
  waitingFor(full: readonly number[]): Waiting | undefined {
    // A step may be waiting for a later one to accept its output.
    const last = Math.max(0, ...full);
    const ending = this.#steps.findIndex(({ state }) => state === "ending") + 1;
    const found = this.#steps[Math.max(last, ending) - 1];
    return found && { step: found.step, hasAllInput: found.state === "ending" };
  }
}
