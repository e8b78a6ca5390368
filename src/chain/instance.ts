import { catchError, Observable, type OperatorFunction, Subject, throwError } from "rxjs";
import {
  type Credit,
  freshMemory,
  type GadgetContext,
  GadgetError,
  type Message,
  type NoiseStore,
  Recycler,
  type SampleMemory,
  settleReadouts,
  type TellLevel,
} from "../gadget/index.ts";
import type { MrdHeader } from "../mrd/index.ts";
import type { WorkPool } from "../pool/index.ts";
import type { Chain, Step } from "./chain.ts";
import { StepError } from "./step-error.ts";

/** What a run of a chain needs from whoever runs it. */
export interface ChainEnvironment {
  /** `undefined` where the client's header is not XML: chains that need none run all the same. */
  readonly header: MrdHeader | undefined;
  readonly version: string;
  readonly credit: Credit;
  readonly pool: WorkPool;
  readonly noise: NoiseStore;
  /** Most bytes that a step may hold, or make at once; without it, what they ask for. */
  readonly mostBytes?: number;
  /** Whether the samples of a readout may change once the chain has taken it; see {@link takesReadoutsAtOnce}. */
  readonly reusedMemory?: boolean;
  tell(level: TellLevel, text: string): void;
}

/**
 * Makes the operator of one run. Its errors are `StepError`s.
 * Nothing of a run outlives it, and two runs of a chain share nothing.
 */
export function instantiate(chain: Chain, environment: ChainEnvironment): OperatorFunction<Message, Message> {
  return (source) =>
    new Observable((subscriber) => {
      let scanCounter: number | undefined;
      const counted = new Observable<Message>((inner) =>
        source.subscribe({
          next: (message) => {
            if (message.kind === "acquisition") scanCounter = message.header.scanCounter;
            inner.next(message);
          },
          error: (error) => inner.error(error),
          complete: () => inner.complete(),
        }),
      );
      const memory = memoryGoesRound(chain) ? new Recycler() : freshMemory();
      const headers = headersOf(chain.steps, environment.header);
      try {
        // All steps are made before the first message, in their order: a mistake shows at once, and the first is named.
        const operators = chain.steps.flatMap((step, i) => {
          const context = stepContext(chain, step, headers[i]!, memory, environment);
          const failure = (cause: unknown) => new StepError(chain, step, scanCounter, cause);
          const operator = stepOperator(step, context, failure);
          if (!step.gadget.defers || chain.steps[i + 1]?.gadget.defers) return operator;
          // The last of neighbouring steps that put their work off: here it is done.
          const settle = settleReadouts(
            { ...environment, memory },
            { reusedMemory: environment.reusedMemory ?? false },
          );
          return [operator, settling(settle, failure)];
        });
        subscriber.add(operators.reduce((stream, operator) => operator(stream), counted).subscribe(subscriber));
      } catch (error) {
        subscriber.error(error);
      }
    });
}

/**
 * Whether the first step that consumes readouts puts its work off. Then no step sees a readout itself, nothing of it is
 * kept, and its memory may be used again when the chain has taken it.
 */
export function takesReadoutsAtOnce({ steps }: Chain): boolean {
  return steps.find(({ gadget }) => gadget.in.includes("acquisition"))?.gadget.defers ?? false;
}

/** Whether no step up to the last that consumes k-space lets others refer to the samples that it gets. */
function memoryGoesRound({ steps }: Chain): boolean {
  const consumer = steps.findLastIndex(({ gadget }) => gadget.in.includes("buffer"));
  return consumer >= 0 && steps.slice(0, consumer + 1).every(({ gadget }) => gadget.linear);
}

/** Names the step in errors of the work itself; those of a step before have named theirs. */
function settling(
  settle: OperatorFunction<Message, Message>,
  failure: (cause: unknown) => StepError,
): OperatorFunction<Message, Message> {
  const name = (error: unknown) => (error instanceof StepError ? error : failure(error));
  return (source) => settle(source).pipe(catchError((error) => throwError(() => name(error))));
}

/** The header as each step sees it, made when a step first asks: chains without a header must run too. */
function headersOf(steps: readonly Step[], first: MrdHeader | undefined): (() => MrdHeader)[] {
  const lazily = (make: () => MrdHeader): (() => MrdHeader) => {
    let made: MrdHeader | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  const headers = [
    lazily(() => {
      if (first !== undefined) return first;
      throw new GadgetError(
        "header-required",
        "this step needs the measurement's MRD header, and there is none: it was left out, or what came is no XML",
      );
    }),
  ];
  for (const { gadget, parameters } of steps) {
    const before = headers.at(-1)!;
    headers.push(lazily(() => gadget.headerAfter(before(), parameters)));
  }
  return headers;
}

function stepContext(
  chain: Chain,
  step: Step,
  header: () => MrdHeader,
  memory: SampleMemory,
  environment: ChainEnvironment,
): GadgetContext {
  return {
    get header() {
      return header();
    },
    provenance: {
      chain: chain.name,
      hash: chain.hash,
      steps: chain.steps.map(({ gadget }) => gadget.name),
      version: environment.version,
    },
    credit: environment.credit,
    pool: environment.pool,
    noise: environment.noise,
    mostBytes: environment.mostBytes ?? Number.POSITIVE_INFINITY,
    memory,
    tell: (level, text) => environment.tell(level, `${step.gadget.name}: ${text}`),
  };
}

/**
 * Gives a gadget the kinds it consumes, lets the others pass, and names the step in its errors.
 * @throws StepError if the gadget can't be made
 */
function stepOperator(
  { gadget, parameters }: Step,
  context: GadgetContext,
  failure: (cause: unknown) => StepError,
): OperatorFunction<Message, Message> {
  const consumed = new Set(gadget.in);
  const input = new Subject<Message>();
  let output: Observable<Message>;
  try {
    output = gadget.create(context, parameters)(input);
  } catch (error) {
    throw failure(error);
  }
  return (source) =>
    new Observable((subscriber) => {
      subscriber.add(
        output.subscribe({
          next: (message) => subscriber.next(message),
          error: (error) => subscriber.error(failure(error)),
          complete: () => subscriber.complete(),
        }),
      );
      subscriber.add(
        source.subscribe({
          next: (message) => (consumed.has(message.kind) ? input.next(message) : subscriber.next(message)),
          error: (error) => subscriber.error(error), // of a step before, which has named itself
          complete: () => input.complete(),
        }),
      );
    });
}
