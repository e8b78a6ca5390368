import { catchError, Observable, type OperatorFunction, Subject, throwError } from "rxjs";
import { type Gadget, type GadgetContext, GadgetError, type Message } from "../../gadget-api/index.ts";
import { checkMessage } from "../../gadget-api/kinds/index.ts";
import { ownHeader, samplesOf } from "../../recon/readouts/index.ts";
import type { Step } from "../chain.ts";
import type { StepProgress } from "../observe/run-progress.ts";
import type { StepWatch } from "../observe/step-watch.ts";
import type { ChainMessage } from "./resolve-readouts.ts";
import { StepError } from "./step-error.ts";
import { gathered, textOf } from "./thrown.ts";

/**
 * Runs a gadget on the kinds it consumes, passes other kinds through, and names the step in its errors. The output of a
 * third-party gadget is checked before other steps rely on it.
 * @throws StepError if the gadget cannot be created
 */
export function stepOperator(
  { gadget, thirdParty, parameters }: Step,
  context: GadgetContext,
  failure: (cause: unknown) => StepError,
  { watch, progress }: { readonly watch?: StepWatch | undefined; readonly progress?: StepProgress | undefined } = {},
): OperatorFunction<ChainMessage, ChainMessage> {
  const consumed = new Set<ChainMessage["kind"]>(gadget.in);
  if (gadget.runtime.defers) consumed.add("pending-readout").add("readout-group");
  const input = new Subject<ChainMessage>();
  const atWork = watch === undefined ? <T>(work: () => T) => work() : <T>(work: () => T) => watch.run(work);
  let output: Observable<ChainMessage>;
  try {
    output = atWork(() => (gadget.create(context, parameters) as OperatorFunction<ChainMessage, ChainMessage>)(input));
  } catch (error) {
    throw failure(error);
  }
  // Without an observer, no wrapper is added: this runs for every readout.
  const push =
    watch === undefined
      ? (message: ChainMessage) => input.next(message)
      : (message: ChainMessage) => {
          if (watch.took !== undefined) show(message, (seen) => watch.took!(seen));
          watch.run(() => input.next(message));
        };
  return (source) =>
    new Observable((subscriber) => {
      const emit = (message: ChainMessage) => {
        const fault = thirdParty === undefined ? undefined : faultOf(gadget, message);
        if (fault !== undefined) return subscriber.error(failure(new GadgetError("bad-message", fault)));
        if (watch?.made !== undefined) show(message, (seen) => watch.made!(seen));
        progress?.made();
        subscriber.next(message);
      };
      const results = atWork(() =>
        output.subscribe({
          next: emit,
          error: (error) => subscriber.error(failure(error)),
          complete: () => {
            progress?.completed();
            subscriber.complete();
          },
        }),
      );
      subscriber.add(() => {
        try {
          atWork(() => results.unsubscribe());
        } catch (error) {
          throw failure(gathered(error)); // from the gadget's teardown
        }
      });
      subscriber.add(
        source.subscribe({
          next: (message) => (consumed.has(message.kind) ? push(message) : subscriber.next(message)),
          error: (error) => subscriber.error(error), // of an earlier step, which has named itself
          complete: () => {
            progress?.inputEnded();
            atWork(() => input.complete());
          },
        }),
      );
    });
}

/** Shows a message to an observer, for whom pending readouts are readouts, one after the other. */
function show(message: ChainMessage, observe: (message: Message) => void): void {
  if (message.kind === "readout-group") message.visit((readout) => show(readout, observe));
  else if (message.kind === "pending-readout" || message.kind === "stored-readout") {
    const { trajectory } = message;
    observe({ kind: "acquisition", header: ownHeader(message), trajectory, data: samplesOf(message) });
  } else observe(message);
}

/** Why the output of a gadget is not a valid message; `undefined` if it is. */
function faultOf(gadget: Gadget, message: ChainMessage | null | undefined): string | undefined {
  const kind: unknown = message?.kind;
  if (message === null || message === undefined || typeof kind !== "string") {
    return `it produced ${textOf(message)}, which is not a message`;
  }
  if (!gadget.out.some((made) => made === kind)) {
    return `it produced a message of kind '${kind}', but declares only ${gadget.out.join(", ") || "none"}`;
  }
  const wrong = checkMessage(message as Message);
  return wrong && `it produced an inconsistent message of kind '${kind}': ${wrong}`;
}

/** Names the step in errors of the work that it deferred; those of an earlier step already name theirs. */
export function resolving(
  resolve: OperatorFunction<ChainMessage, Message>,
  failure: (cause: unknown) => StepError,
): OperatorFunction<ChainMessage, Message> {
  const name = (error: unknown) => (error instanceof StepError ? error : failure(error));
  return (source) => resolve(source).pipe(catchError((error) => throwError(() => name(error))));
}
