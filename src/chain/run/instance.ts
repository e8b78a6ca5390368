import { map, Observable, type OperatorFunction } from "rxjs";
import { type GadgetContext, type LogLevel, MemoryBudget, type Message } from "../../gadget-api/index.ts";
import {
  EarlyReadouts,
  freshMemory,
  messageMemory,
  noTaps,
  type SampleMemory,
} from "../../gadget-api/services/index.ts";
import { formatHeader, type MrdHeader } from "../../mrd/index.ts";
import { ReadoutGroup, type ReadoutPosition } from "../../recon/readouts/index.ts";
import type { Chain, Parallel, Section, Step } from "../chain.ts";
import { type HeaderAt, headerAfterBranches, headerAfterStep } from "../compile/header-along.ts";
import { acceptImageSpace, recyclesImages, recyclesSamples } from "../compile/memory.ts";
import { kindsMadeBy, resolvesAfter, stepsAlong } from "../compile/sections.ts";
import { allWatching, type StepWatch } from "../observe/step-watch.ts";
import type { StepTrace } from "../observe/trace.ts";
import type { ChainServices } from "./chain-services.ts";
import { parallelOperator } from "./parallel.ts";
import { type Notes, provenanceOf } from "./provenance.ts";
import { type ChainMessage, resolveReadouts, type SourceMessage } from "./resolve-readouts.ts";
import { StepError } from "./step-error.ts";
import { resolving, stepOperator } from "./step-operator.ts";

/** Whether the chain has a third-party gadget, so that it is worth tracking the running step. */
export function hasThirdPartySteps({ steps }: Chain): boolean {
  return steps.some(({ thirdParty }) => thirdParty !== undefined);
}

/**
 * Creates the operator of one run. Its errors are `StepError`s. Nothing of a run outlives it, and two runs of a chain
 * share no state.
 */
export function instantiate(chain: Chain, environment: ChainServices): OperatorFunction<SourceMessage, Message> {
  return (source) =>
    new Observable((subscriber) => {
      const run = new Run(chain, environment);
      try {
        const { operator } = run.compose(chain.sections, () => environment.header, []);
        const entering = source.pipe(map((message) => run.enter(message)));
        // Its first step that consumes readouts accepts several together, if the source makes any.
        const results = operator(entering as Observable<Message>);
        subscriber.add(watched(results, environment.trace?.step("results", "results")).subscribe(subscriber));
      } catch (error) {
        subscriber.error(error);
      }
    });
}

/** Time spent by the consumer of the results is not counted for the last step. */
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

type ChainOperator = OperatorFunction<ChainMessage, ChainMessage>;

/** Some sections as one operator, and the header after them. */
interface Composed {
  readonly operator: OperatorFunction<Message, Message>;
  readonly header: HeaderAt;
}

/**
 * Composes operators. Pending readouts stay among them: the last step that defers is followed by a step that resolves
 * them.
 */
function inSequence(operators: readonly ChainOperator[]): OperatorFunction<Message, Message> {
  return (source) =>
    operators.reduce<Observable<ChainMessage>>((stream, operator) => operator(stream), source) as Observable<Message>;
}

class Run {
  readonly #chain: Chain;
  readonly #environment: ChainServices;
  readonly #memory: SampleMemory;
  readonly #imageMemory: SampleMemory | undefined;
  readonly #early: EarlyReadouts | undefined;
  readonly #maxBytes: number;
  readonly #notes: Notes = new Map();
  readonly #position: ReadoutPosition = { scanCounter: undefined };
  /** True until the first work on readouts is done: its output has memory of its own. */
  #reusedMemory: boolean;

  constructor(chain: Chain, environment: ChainServices) {
    this.#chain = chain;
    this.#environment = environment;
    this.#memory = recyclesSamples(chain) ? messageMemory(environment.pool) : freshMemory();
    this.#imageMemory = recyclesImages(chain) ? environment.imageMemory : undefined;
    this.#early = environment.live ? new EarlyReadouts() : undefined;
    this.#maxBytes = environment.maxBytes ?? Number.POSITIVE_INFINITY;
    this.#reusedMemory = environment.reusedMemory ?? false;
  }

  /** Records a message that enters the chain. @returns it as its steps take it */
  enter(message: SourceMessage): Message | ReadoutGroup {
    this.#environment.progress?.moved();
    if (message.kind === "stored-readouts") return new ReadoutGroup(message.readouts, this.#position);
    if (message.kind === "acquisition") this.#position.scanCounter = message.header.scanCounter;
    return message;
  }

  /**
   * Creates all steps before the first message, in their order, so that errors are reported immediately and name the
   * first failing step.
   * @param after the sections that follow them
   * @param branch that contains them
   * @throws StepError
   */
  compose(sections: readonly Section[], before: HeaderAt, after: readonly Section[], branch?: string): Composed {
    const operators: ChainOperator[] = [];
    let header = before;
    for (const [i, section] of sections.entries()) {
      const next = [...sections.slice(i + 1), ...after];
      if (section.kind === "step") {
        operators.push(...this.#step(section, next, header, branch));
        header = this.#headerAfter(section, header);
      } else {
        const composed = this.#parallel(section, next, header);
        operators.push(composed.operator as unknown as ChainOperator);
        header = composed.header;
      }
    }
    return { operator: inSequence(operators), header };
  }

  #step(step: Step, next: readonly Section[], header: HeaderAt, branch: string | undefined) {
    const failure = this.#failure(step, step.gadget.name);
    const name = StepError.nameOf(this.#chain, step, step.gadget.name);
    const trace = this.#environment.trace?.step(name, step.gadget.name);
    const { currentStep, watch: look } = this.#environment;
    const watch = allWatching([currentStep?.step({ name, failure }), trace, look?.(step)]);
    const context = this.#context(step, header, branch, trace, watch);
    const isThirdParty = step.thirdParty !== undefined;
    const progress = this.#environment.progress?.step({ name, isThirdParty, failure });
    const operator = stepOperator(step, context, failure, { watch, progress });
    if (!resolvesAfter(step, next[0])) return [operator];
    const memory = this.#memory;
    const { credit } = context;
    const options = { reusedMemory: this.#reusedMemory, imageSpace: acceptImageSpace(next) };
    const resolve = resolveReadouts({ pool: this.#environment.pool, credit, memory }, options);
    this.#reusedMemory = false;
    return [operator, resolving(resolve, failure)];
  }

  #parallel(parallel: Parallel<Section>, after: readonly Section[], before: HeaderAt): Composed {
    const composed = parallel.branches.map(({ name, parts }) => ({
      ...this.compose(parts, before, after, name),
      makes: kindsMadeBy(parts),
    }));
    const room = new MemoryBudget(parallel.maxBytes, { maxBytes: this.#maxBytes });
    const operators = composed.map(({ operator }) => operator);
    // A later step may give the images other series.
    const warn = after.length > 0 ? undefined : (text: string) => this.#environment.report("warning", text);
    return {
      operator: parallelOperator(parallel, operators, { room, warn, failure: this.#failure(parallel, "parallel") }),
      header: headerAfterBranches(composed, before),
    };
  }

  #headerAfter(step: Step, before: HeaderAt): HeaderAt {
    try {
      return headerAfterStep(step, before);
    } catch (error) {
      throw this.#failure(step, step.gadget.name)(error);
    }
  }

  #failure(section: Section, name: string): (cause: unknown) => StepError {
    return (cause) => new StepError(this.#chain, section, name, this.#position.scanCounter, cause);
  }

  #context(
    step: Step,
    header: HeaderAt,
    branch: string | undefined,
    trace?: StepTrace,
    watch?: StepWatch,
  ): GadgetContext {
    const environment = this.#environment;
    const { version, pool, live, noise, taps = noTaps } = environment;
    const { folder, sections } = this.#chain;
    const here = header(step);
    const report = (level: LogLevel, text: string) => environment.report(level, `${speaker}: ${text}`);
    const reportedKeys = new Set<string>();
    const ownCredit = environment.credit.forStep();
    const credit = trace === undefined ? ownCredit : trace.credit(ownCredit);
    const speaker = branch === undefined ? step.gadget.name : `${step.gadget.name} in branch ${branch}`;
    return {
      header: here,
      headerText: () => headerTextOf(environment, here),
      folder,
      provenance: provenanceOf(this.#chain, stepsAlong(sections, step), this.#notes, version),
      credit,
      drained: () => credit.behind() ?? environment.drained?.(),
      pool,
      live,
      early: this.#early,
      noise,
      taps,
      maxBytes: this.#maxBytes,
      needs: watch?.needs && ((bytes, most) => watch.needs!(bytes, most)),
      memory: this.#memory,
      imageMemory: this.#imageMemory,
      recordAttributes: (facts) => this.#notes.set(step, { ...this.#notes.get(step), ...facts }),
      report,
      reportOnce: (key, level, text) => {
        if (!reportedKeys.has(key)) report(level, text);
        reportedKeys.add(key);
      },
    };
  }
}

/** As the client sent it, unless a step has changed the header. */
function headerTextOf({ header: first, headerText }: ChainServices, here: MrdHeader | undefined): string {
  if (headerText !== undefined && here === first) return headerText;
  return here === undefined ? "" : formatHeader(here);
}
