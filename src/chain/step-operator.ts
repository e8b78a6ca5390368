import { catchError, Observable, type OperatorFunction, Subject, throwError } from "rxjs";
import type { GadgetContext, Message } from "../gadget/index.ts";
import type { Step } from "./chain.ts";
import { StepError } from "./step-error.ts";

/**
 * Gives a gadget the kinds it consumes, lets the others pass, and names the step in its errors.
 * @throws StepError if the gadget can't be made
 */
export function stepOperator(
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

/** Names the step in errors of work that it put off; those of a step before have named theirs. */
export function settling(
  settle: OperatorFunction<Message, Message>,
  failure: (cause: unknown) => StepError,
): OperatorFunction<Message, Message> {
  const name = (error: unknown) => (error instanceof StepError ? error : failure(error));
  return (source) => settle(source).pipe(catchError((error) => throwError(() => name(error))));
}
