import { Observable, type OperatorFunction, Subject } from "rxjs";
import { type Credit, type GadgetContext, GadgetError, type Message, type TellLevel } from "../gadget/index.ts";
import type { MrdHeader } from "../mrd/index.ts";
import type { Chain, Step } from "./chain.ts";
import { StepError } from "./step-error.ts";

/** What a run of a chain needs from whoever runs it. */
export interface ChainEnvironment {
  /** `undefined` where the client's header is not XML: chains that need none run all the same. */
  readonly header: MrdHeader | undefined;
  readonly version: string;
  readonly credit: Credit;
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
      const headers = headersOf(chain.steps, environment.header);
      try {
        // All steps are made before the first message, in their order: a mistake shows at once, and the first is named.
        const operators = chain.steps.map((step, i) => {
          const context = stepContext(chain, step, headers[i]!, environment);
          return stepOperator(step, context, (cause) => new StepError(chain, step, scanCounter, cause));
        });
        subscriber.add(operators.reduce((stream, operator) => operator(stream), counted).subscribe(subscriber));
      } catch (error) {
        subscriber.error(error);
      }
    });
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

function stepContext(chain: Chain, step: Step, header: () => MrdHeader, environment: ChainEnvironment): GadgetContext {
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
