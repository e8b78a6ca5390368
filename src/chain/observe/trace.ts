import type { Message } from "../../gadget-api/index.ts";
import { messageBytes } from "../../gadget-api/kinds/index.ts";
import type { Gate, StepCredit } from "../../gadget-api/services/index.ts";
import type { StepWatch } from "./step-watch.ts";

/** Measurements of one step of a run. */
export interface StepTimes {
  /** Its name in errors, or `results` for the consumer of the results. */
  readonly name: string;
  readonly gadget: string;
  readonly took: number;
  readonly made: number;
  readonly tookBytes: number;
  readonly madeBytes: number;
  /**
   * Time on the session's own thread, without worker threads and waiting. Includes work that earlier steps deferred to
   * this one.
   */
  readonly seconds: number;
  /** Maximum number of messages inside an asynchronous step at the same time. */
  readonly mostInside: number;
  /** How many are inside now. */
  readonly inside: number;
  /** Maximum memory that the step has said it needs at one time; 0 if it has not. */
  readonly neededBytes: number;
  /** Since the chain was created: when the first message arrived, and when the last left; `undefined` if none did. */
  readonly firstSeconds: number | undefined;
  readonly lastSeconds: number | undefined;
}

/** Measures each step of a run. Time counts for the running step only, never for two steps at the same time. */
export class Trace {
  readonly #clock = new Clock();
  readonly #steps: StepTrace[] = [];

  /** Registers a step; steps are listed in the order of these calls. */
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
  #neededBytes = 0;
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

  needs(bytes: number): void {
    this.#neededBytes = Math.max(this.#neededBytes, bytes);
  }

  /** The same credit, observed. */
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
      inside: this.#inside,
      neededBytes: this.#neededBytes,
      firstSeconds: this.#first,
      lastSeconds: this.#last,
    };
  }

  #gate(gate: Gate): Gate {
    return {
      enter: (size) => {
        this.#inside += 1;
        this.#mostInside = Math.max(this.#mostInside, this.#inside);
        gate.enter(size);
      },
      leave: (size) => {
        this.#inside -= 1;
        gate.leave(size);
      },
    };
  }
}

/** Attributes time to the running step. */
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
