import type { Message } from "../../gadget-api/index.ts";
import { messageBytes } from "../../gadget-api/kinds/index.ts";
import type { Gate, StepCredit } from "../../gadget-api/services/index.ts";
import type { StepWatch } from "./step-watch.ts";

/** What one step of a run did. */
export interface StepTimes {
  /** As errors name it, or what becomes of the results. */
  readonly name: string;
  readonly gadget: string;
  readonly took: number;
  readonly made: number;
  readonly tookBytes: number;
  readonly madeBytes: number;
  /** Of the session's own thread: what worker threads do, and waiting, is not in it. Work that steps before it put off is. */
  readonly seconds: number;
  /** Most messages that were inside an asynchronous step at once. */
  readonly mostInside: number;
  /** Since the chain was made: when the first message came, and when the last left; `undefined` where none did. */
  readonly firstSeconds: number | undefined;
  readonly lastSeconds: number | undefined;
}

/** Measures what each step of a run does. Time counts for the step that is at work, never for two at once. */
export class Trace {
  readonly #clock = new Clock();
  readonly #steps: StepTrace[] = [];

  /** Looks at a step; steps are listed in the order of these calls. */
  step(name: string, gadget: string): StepTrace {
    const step = new StepTrace(name, gadget, this.#clock);
    this.#steps.push(step);
    return step;
  }

  get times(): readonly StepTimes[] {
    return this.#steps.map((step) => step.times);
  }
}

/** One step of a trace. */
export class StepTrace implements StepWatch {
  readonly #name: string;
  readonly #gadget: string;
  readonly #clock: Clock;
  readonly #counts = { took: 0, made: 0, tookBytes: 0, madeBytes: 0 };
  #inside = 0;
  #mostInside = 0;
  #first: number | undefined;
  #last: number | undefined;

  constructor(name: string, gadget: string, clock: Clock) {
    this.#name = name;
    this.#gadget = gadget;
    this.#clock = clock;
  }

  run<T>(work: () => T): T {
    return this.#clock.run(this, work);
  }

  took(message: Message): void {
    this.#first ??= this.#clock.elapsed;
    this.#counts.took += 1;
    this.#counts.tookBytes += messageBytes(message);
  }

  made(message: Message): void {
    this.#last = this.#clock.elapsed;
    this.#counts.made += 1;
    this.#counts.madeBytes += messageBytes(message);
  }

  /** The same credit, looked at. */
  credit(credit: StepCredit): StepCredit {
    return { behind: () => credit.behind(), open: (limit) => this.#gate(credit.open(limit)) };
  }

  get times(): StepTimes {
    return {
      name: this.#name,
      gadget: this.#gadget,
      ...this.#counts,
      seconds: this.#clock.secondsOf(this),
      mostInside: this.#mostInside,
      firstSeconds: this.#first,
      lastSeconds: this.#last,
    };
  }

  #gate(gate: Gate): Gate {
    return {
      enter: () => {
        this.#inside += 1;
        this.#mostInside = Math.max(this.#mostInside, this.#inside);
        gate.enter();
      },
      leave: () => {
        this.#inside -= 1;
        gate.leave();
      },
    };
  }
}

/** Gives time to whoever is at work. */
class Clock {
  readonly #begun = performance.now();
  readonly #spent = new Map<object, number>();
  #working: object | undefined;
  #since = 0;

  get elapsed(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  run<T>(who: object, work: () => T): T {
    const before = this.#working;
    this.#turnTo(who);
    try {
      return work();
    } finally {
      this.#turnTo(before);
    }
  }

  secondsOf(who: object): number {
    return (this.#spent.get(who) ?? 0) / 1000;
  }

  #turnTo(who: object | undefined): void {
    const now = performance.now();
    if (this.#working !== undefined) {
      this.#spent.set(this.#working, (this.#spent.get(this.#working) ?? 0) + now - this.#since);
    }
    this.#working = who;
    this.#since = now;
  }
}
