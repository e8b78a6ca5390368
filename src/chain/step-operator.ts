import { catchError, Observable, type OperatorFunction, Subject, throwError } from "rxjs";
import { contradiction, type Gadget, type GadgetContext, GadgetError, type Message } from "../gadget/index.ts";
import type { Step } from "./chain.ts";
import { StepError } from "./step-error.ts";
import type { Whereabouts } from "./whereabouts.ts";

/** Does some work of a step. */
type Work = <T>(work: () => T) => T;

/**
 * Gives a gadget the kinds it consumes, lets the others pass, and names the step in its errors. What a gadget that is not
 * Larmor's makes is looked at before others trust it.
 * @param whereabouts told when the step is at work
 * @throws StepError if the gadget can't be made
 */
export function stepOperator(
  { gadget, foreign, parameters }: Step,
  context: GadgetContext,
  failure: (cause: unknown) => StepError,
  whereabouts?: { readonly as: string; readonly told: Whereabouts },
): OperatorFunction<Message, Message> {
  const consumed = new Set(gadget.in);
  const input = new Subject<Message>();
  const atWork = whereabouts && workOf(whereabouts.told, whereabouts.as, failure);
  let output: Observable<Message>;
  try {
    const create = () => gadget.create(context, parameters)(input);
    output = atWork === undefined ? create() : atWork(create);
  } catch (error) {
    throw failure(error);
  }
  const push = atWork === undefined ? input.next.bind(input) : (message: Message) => atWork(() => input.next(message));
  const complete = () => input.complete();
  return (source) =>
    new Observable((subscriber) => {
      const take = (message: Message) => {
        const fault = foreign ? faultOf(gadget, message) : undefined;
        if (fault === undefined) subscriber.next(message);
        else subscriber.error(failure(new GadgetError("bad-message", fault)));
      };
      const subscribe = () =>
        output.subscribe({
          next: take,
          error: (error) => subscriber.error(failure(error)),
          complete: () => subscriber.complete(),
        });
      subscriber.add(atWork === undefined ? subscribe() : atWork(subscribe));
      subscriber.add(
        source.subscribe({
          next: (message) => (consumed.has(message.kind) ? push(message) : subscriber.next(message)),
          error: (error) => subscriber.error(error), // of a step before, which has named itself
          complete: () => (atWork === undefined ? complete() : atWork(complete)),
        }),
      );
    });
}

function workOf(whereabouts: Whereabouts, name: string, failure: (cause: unknown) => StepError): Work {
  const step = whereabouts.add({ name, failure });
  return (work) => whereabouts.run(step, work);
}

/** Why what a gadget made is no message of its, if it is none. */
function faultOf(gadget: Gadget, message: Message | null | undefined): string | undefined {
  const kind: unknown = message?.kind;
  if (message === null || message === undefined || typeof kind !== "string") {
    return `it made ${String(message)}, which is no message`;
  }
  if (!gadget.out.includes(message.kind)) {
    return `it made a message of kind '${kind}', and says that it makes ${gadget.out.join(", ") || "none"}`;
  }
  const wrong = contradiction(message);
  return wrong && `it made a message of kind '${kind}' that contradicts itself: ${wrong}`;
}

/** Names the step in errors of work that it put off; those of a step before have named theirs. */
export function settling(
  settle: OperatorFunction<Message, Message>,
  failure: (cause: unknown) => StepError,
): OperatorFunction<Message, Message> {
  const name = (error: unknown) => (error instanceof StepError ? error : failure(error));
  return (source) => settle(source).pipe(catchError((error) => throwError(() => name(error))));
}
