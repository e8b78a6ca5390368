import { Observable, type OperatorFunction, tap } from "rxjs";
import {
  freshMemory,
  type GadgetContext,
  type Message,
  type NoiseStore,
  noTaps,
  Room,
  type SampleMemory,
  type TapStore,
  type TellLevel,
} from "../../gadget-api/index.ts";
import { formatHeader, type MrdHeader } from "../../mrd/index.ts";
import type { WorkPool } from "../../pool/index.ts";
import type { Chain, Parallel, Section, Step } from "../chain.ts";
import { type HeaderAt, headerAtStart, headerBehind, headerBehindBranches } from "../compile/header-along.ts";
import { memoryGoesRound } from "../compile/memory.ts";
import { kindsMadeBy, settlesBehind, stepsAlong } from "../compile/sections.ts";
import type { Whereabouts } from "../observe/current-step.ts";
import { allWatching, type StepWatch } from "../observe/step-watch.ts";
import type { StepTrace, Trace } from "../observe/trace.ts";
import type { Credit } from "./credit.ts";
import { parallelOperator } from "./parallel.ts";
import { type Notes, provenanceOf } from "./provenance.ts";
import { Recycler } from "./recycler.ts";
import { settleReadouts } from "./settle-readouts.ts";
import { StepError } from "./step-error.ts";
import { settling, stepOperator } from "./step-operator.ts";

/** What a run of a chain needs from whoever runs it. */
export interface ChainEnvironment {
  /** `undefined` where the client's header is not XML: chains that need none run all the same. */
  readonly header: MrdHeader | undefined;
  /** What the client sent for a header. */
  readonly headerText?: string;
  readonly version: string;
  readonly credit: Credit;
  /** Resolves when whoever gets the results can take more; `undefined` when they can at once. */
  drained?(): Promise<void> | undefined;
  readonly pool: WorkPool;
  readonly noise: NoiseStore;
  /** Without it, taps keep nothing. */
  readonly taps?: TapStore | undefined;
  /** Most bytes that a step may hold, or make at once; without it, what they ask for. */
  readonly mostBytes?: number;
  /** Whether the samples of a readout may change once the chain has taken it; see `takesReadoutsAtOnce`. */
  readonly reusedMemory?: boolean;
  tell(level: TellLevel, text: string): void;
  /** Told which step is at work, see `hasForeignSteps`. */
  readonly whereabouts?: Whereabouts | undefined;
  /** Measures what each step does. */
  readonly trace?: Trace | undefined;
  /** Looks on while a step works. */
  watch?(step: Step): StepWatch;
}

/** Whether some step's gadget is not Larmor's, so that it is worth knowing which step is at work. */
export function hasForeignSteps({ steps }: Chain): boolean {
  return steps.some(({ foreign }) => foreign !== undefined);
}

/**
 * Makes the operator of one run. Its errors are `StepError`s.
 * Nothing of a run outlives it, and two runs of a chain share nothing.
 */
export function instantiate(chain: Chain, environment: ChainEnvironment): OperatorFunction<Message, Message> {
  return (source) =>
    new Observable((subscriber) => {
      const run = new Run(chain, environment);
      try {
        const { operators } = run.compose(chain.sections, headerAtStart(environment.header));
        const counted = source.pipe(tap((message) => run.count(message)));
        const results = operators.reduce((stream, operator) => operator(stream), counted);
        subscriber.add(watched(results, environment.trace?.step("results", "results")).subscribe(subscriber));
      } catch (error) {
        subscriber.error(error);
      }
    });
}

/** Time that whoever gets the results takes is not the last step's. */
function watched(results: Observable<Message>, trace: StepTrace | undefined): Observable<Message> {
  if (trace === undefined) return results;
  return new Observable((subscriber) =>
    results.subscribe({
      next: (message) => {
        trace.took(message);
        trace.run(() => subscriber.next(message));
        trace.made(message);
      },
      error: (error) => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  );
}

/** Operators of some sections, in their order, and the header behind them. */
interface Composed {
  readonly operators: readonly OperatorFunction<Message, Message>[];
  readonly header: HeaderAt;
}

class Run {
  readonly #chain: Chain;
  readonly #environment: ChainEnvironment;
  readonly #memory: SampleMemory;
  readonly #mostBytes: number;
  readonly #notes: Notes = new Map();
  #scanCounter: number | undefined;
  /** Until the first work on readouts is done: what comes out has memory of its own. */
  #reusedMemory: boolean;

  constructor(chain: Chain, environment: ChainEnvironment) {
    this.#chain = chain;
    this.#environment = environment;
    this.#memory = memoryGoesRound(chain) ? new Recycler() : freshMemory();
    this.#mostBytes = environment.mostBytes ?? Number.POSITIVE_INFINITY;
    this.#reusedMemory = environment.reusedMemory ?? false;
  }

  /** Notes a message that enters the chain. */
  count(message: Message): void {
    if (message.kind === "acquisition") this.#scanCounter = message.header.scanCounter;
  }

  /**
   * Makes all steps before the first message, in their order: a mistake shows at once, and the first is named.
   * @param branch in which they are
   * @throws StepError
   */
  compose(sections: readonly Section[], before: HeaderAt, branch?: string): Composed {
    const operators: OperatorFunction<Message, Message>[] = [];
    let header = before;
    for (const [i, section] of sections.entries()) {
      if ("gadget" in section) {
        operators.push(...this.#step(section, sections[i + 1], header, branch));
        header = headerBehind(section, header);
      } else {
        const composed = this.#parallel(section, header);
        operators.push(...composed.operators);
        header = composed.header;
      }
    }
    return { operators, header };
  }

  #step(step: Step, next: Section | undefined, header: HeaderAt, branch: string | undefined) {
    const failure = this.#failure(step, step.gadget.name);
    const name = StepError.nameOf(this.#chain, step, step.gadget.name);
    const trace = this.#environment.trace?.step(name, step.gadget.name);
    const { whereabouts, watch: look } = this.#environment;
    const watch = allWatching([whereabouts?.step({ name, failure }), trace, look?.(step)]);
    const context = this.#context(step, header, branch, trace, watch);
    const operator = stepOperator(step, context, failure, watch);
    if (!settlesBehind(step, next)) return [operator];
    const memory = this.#memory;
    const { credit } = context;
    const settle = settleReadouts({ ...this.#environment, credit, memory }, { reusedMemory: this.#reusedMemory });
    this.#reusedMemory = false;
    return [operator, settling(settle, failure)];
  }

  #parallel(parallel: Parallel<Section>, before: HeaderAt): Composed {
    const composed = parallel.branches.map(({ name, parts }) => {
      const { operators, header } = this.compose(parts, before, name);
      const operator = (source: Observable<Message>) => operators.reduce((stream, each) => each(stream), source);
      return { operator, header, makes: kindsMadeBy(parts) };
    });
    const operators = composed.map(({ operator }) => operator);
    const room = new Room(parallel.maxBytes, { mostBytes: this.#mostBytes });
    return {
      operators: [parallelOperator(parallel, operators, room, this.#failure(parallel, "parallel"))],
      header: headerBehindBranches(composed, before),
    };
  }

  #failure(section: Section, name: string): (cause: unknown) => StepError {
    return (cause) => new StepError(this.#chain, section, name, this.#scanCounter, cause);
  }

  #context(
    step: Step,
    header: HeaderAt,
    branch: string | undefined,
    trace?: StepTrace,
    watch?: StepWatch,
  ): GadgetContext {
    const environment = this.#environment;
    const { version, pool, noise, taps = noTaps } = environment;
    const { folder, sections } = this.#chain;
    const ownCredit = environment.credit.forStep();
    const credit = trace === undefined ? ownCredit : trace.credit(ownCredit);
    const speaker = branch === undefined ? step.gadget.name : `${step.gadget.name} in branch ${branch}`;
    return {
      get header() {
        return header(step);
      },
      get headerText() {
        return headerTextOf(environment, () => header(step));
      },
      folder,
      provenance: provenanceOf(this.#chain, stepsAlong(sections, step), this.#notes, version),
      credit,
      drained: () => credit.behind() ?? environment.drained?.(),
      pool,
      noise,
      taps,
      mostBytes: this.#mostBytes,
      needs: watch?.needs && ((bytes, most) => watch.needs!(bytes, most)),
      memory: this.#memory,
      note: (facts) => this.#notes.set(step, { ...this.#notes.get(step), ...facts }),
      tell: (level, text) => environment.tell(level, `${speaker}: ${text}`),
    };
  }
}

/** As the client sent it, unless a step has changed what it says. */
function headerTextOf({ header: first, headerText }: ChainEnvironment, here: () => MrdHeader): string {
  if (headerText !== undefined && (first === undefined || here() === first)) return headerText;
  return formatHeader(here());
}
