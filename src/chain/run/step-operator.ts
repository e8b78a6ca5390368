import { catchError, Observable, type OperatorFunction, Subject, throwError } from "rxjs";
import { type Gadget, type GadgetContext, GadgetError, type Message } from "../../gadget-api/index.ts";
import { checkMessage } from "../../gadget-api/kinds/index.ts";
import type { Step } from "../chain.ts";
import type { StepWatch } from "../observe/step-watch.ts";
import type { ChainMessage } from "./resolve-readouts.ts";
import { StepError } from "./step-error.ts";
import { gathered, wordsOf } from "./thrown.ts";

/**
 * Gives a gadget the kinds it consumes, lets the others pass, and names the step in its errors. What a third-party gadget
 * produces is checked before other steps rely on it.
 * @throws StepError if the gadget can't be made
 */
export function stepOperator(
  { gadget, thirdParty, parameters }: Step,
  context: GadgetContext,
  failure: (cause: unknown) => StepError,
  watch?: StepWatch,
): OperatorFunction<ChainMessage, ChainMessage> {
  const consumed = new Set<ChainMessage["kind"]>(gadget.in);
  if (gadget.runtime.defers) consumed.add("pending-readout");
  const input = new Subject<ChainMessage>();
  const atWork = watch === undefined ? <T>(work: () => T) => work() : <T>(work: () => T) => watch.run(work);
  let output: Observable<ChainMessage>;
  try {
    output = atWork(() => (gadget.create(context, parameters) as OperatorFunction<ChainMessage, ChainMessage>)(input));
  } catch (error) {
    throw failure(error);
  }
  // Nothing is added where nothing watches: this is done for every readout.
  const push =
    watch === undefined
      ? (message: ChainMessage) => input.next(message)
      : (message: ChainMessage) => {
          watch.took?.(asSeen(message));
          watch.run(() => input.next(message));
        };
  return (source) =>
    new Observable((subscriber) => {
      const emit = (message: ChainMessage) => {
        const fault = thirdParty === undefined ? undefined : faultOf(gadget, message);
        if (fault !== undefined) return subscriber.error(failure(new GadgetError("bad-message", fault)));
        if (watch !== undefined) watch.made?.(asSeen(message));
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

/** A message as a watch sees it: a pending readout is a readout. */
function asSeen(message: ChainMessage): Message {
  if (message.kind !== "pending-readout") return message;
  const { header, trajectory, source } = message;
  return { kind: "acquisition", header, trajectory, data: source };
}

/** Why what a gadget made is no message of its, if it is none. */
function faultOf(gadget: Gadget, message: ChainMessage | null | undefined): string | undefined {
  const kind: unknown = message?.kind;
  if (message === null || message === undefined || typeof kind !== "string") {
    return `it made ${wordsOf(message)}, which is no message`;
  }
  if (message.kind === "pending-readout" || !gadget.out.includes(message.kind)) {
    return `it made a message of kind '${kind}', and says that it makes ${gadget.out.join(", ") || "none"}`;
  }
  const wrong = checkMessage(message);
  return wrong && `it made a message of kind '${kind}' that contradicts itself: ${wrong}`;
}

/** Names the step in errors of the work that it deferred; those of a step before have named theirs. */
export function resolving(
  resolve: OperatorFunction<ChainMessage, Message>,
  failure: (cause: unknown) => StepError,
): OperatorFunction<ChainMessage, Message> {
  const name = (error: unknown) => (error instanceof StepError ? error : failure(error));
  return (source) => resolve(source).pipe(catchError((error) => throwError(() => name(error))));
}
