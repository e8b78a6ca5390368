import { catchError, Observable, type OperatorFunction, Subject, throwError } from "rxjs";
import { type Gadget, type GadgetContext, GadgetError, type Message } from "../../gadget-api/index.ts";
import type { Step } from "../chain.ts";
import type { StepWatch } from "../observe/step-watch.ts";
import { contradiction } from "./consistency.ts";
import { StepError } from "./step-error.ts";
import { gathered, wordsOf } from "./thrown.ts";

/**
 * Gives a gadget the kinds it consumes, lets the others pass, and names the step in its errors. What a gadget that is not
 * Larmor's makes is looked at before others trust it.
 * @throws StepError if the gadget can't be made
 */
export function stepOperator(
  { gadget, foreign, parameters }: Step,
  context: GadgetContext,
  failure: (cause: unknown) => StepError,
  watch?: StepWatch,
): OperatorFunction<Message, Message> {
  const consumed = new Set(gadget.in);
  const input = new Subject<Message>();
  const atWork = watch === undefined ? <T>(work: () => T) => work() : <T>(work: () => T) => watch.run(work);
  let output: Observable<Message>;
  try {
    output = atWork(() => gadget.create(context, parameters)(input));
  } catch (error) {
    throw failure(error);
  }
  // Nothing is added where nobody looks on: this is done for every readout.
  const push =
    watch === undefined
      ? (message: Message) => input.next(message)
      : (message: Message) => {
          watch.took?.(message);
          watch.run(() => input.next(message));
        };
  return (source) =>
    new Observable((subscriber) => {
      const emit = (message: Message) => {
        const fault = foreign === undefined ? undefined : faultOf(gadget, message);
        if (fault !== undefined) return subscriber.error(failure(new GadgetError("bad-message", fault)));
        watch?.made?.(message);
        subscriber.next(message);
      };
      const results = atWork(() =>
        output.subscribe({
          next: emit,
          error: (error) => subscriber.error(failure(error)),
          complete: () => subscriber.complete(),
        }),
      );
      subscriber.add(() => {
        try {
          atWork(() => results.unsubscribe());
        } catch (error) {
          throw failure(gathered(error)); // of what the gadget does when its subscription ends
        }
      });
      subscriber.add(
        source.subscribe({
          next: (message) => (consumed.has(message.kind) ? push(message) : subscriber.next(message)),
          error: (error) => subscriber.error(error), // of a step before, which has named itself
          complete: () => atWork(() => input.complete()),
        }),
      );
    });
}

/** Why what a gadget made is no message of its, if it is none. */
function faultOf(gadget: Gadget, message: Message | null | undefined): string | undefined {
  const kind: unknown = message?.kind;
  if (message === null || message === undefined || typeof kind !== "string") {
    return `it made ${wordsOf(message)}, which is no message`;
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
