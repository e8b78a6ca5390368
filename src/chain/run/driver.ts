import { type OperatorFunction, Subject, type Subscription } from "rxjs";
import type { Message } from "../../gadget-api/index.ts";
import type { Credit } from "./credit.ts";
import { gathered } from "./thrown.ts";

/** Where a chain's results go. */
export interface Sink {
  /** Takes one result; may throw. */
  write(message: Message): void;
  /** Resolves when the sink can take more; `undefined` when it can at once. */
  drained(): Promise<void> | undefined;
}

/**
 * Runs messages through an operator, pulling at the edges and pushing in the middle: the next message is taken only when
 * asynchronous steps have room and the sink has drained. So nothing queues up, though RxJS knows no backpressure.
 *
 * @param source batches of messages, each pulled when the one before is used up
 * @param signal ends the run, whatever it waits for
 * @throws what the source, a step or the sink throws, at once, even while the source is silent; the signal's reason
 */
export async function drive(
  source: AsyncIterable<Iterable<Message>>,
  operator: OperatorFunction<Message, Message>,
  credit: Credit,
  sink: Sink,
  signal?: AbortSignal,
): Promise<void> {
  const input = new Subject<Message>();
  let outcome: { error?: unknown } | undefined;
  let wake = () => {};
  const settle = (settled: { error?: unknown }) => {
    outcome = settled;
    wake();
  };
  /** Waits for a promise, or for the chain to end: a race against one long-lived promise would leak. */
  const unlessSettled = (promise: Promise<unknown>) =>
    new Promise<void>((resolve, reject) => {
      wake = resolve;
      if (outcome !== undefined) resolve();
      promise.then(() => resolve(), reject);
    });

  const subscription = operator(input).subscribe({
    next: (message) => {
      // A throw here would be an uncaught exception.
      try {
        sink.write(message);
      } catch (error) {
        settle({ error });
      }
    },
    error: (error) => settle({ error }),
    complete: () => settle({}),
  });
  const stop = () => settle({ error: signal?.reason });
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  const iterator = source[Symbol.asyncIterator]();
  try {
    while (outcome === undefined) {
      const pull = iterator.next();
      let batch: IteratorResult<Iterable<Message>> | undefined;
      await unlessSettled(
        pull.then((result) => {
          batch = result;
        }),
      );
      if (batch === undefined) break; // the chain settled first
      if (batch.done) {
        input.complete();
        if (outcome === undefined) await unlessSettled(new Promise(() => {}));
        break;
      }
      for (const message of batch.value) {
        input.next(message);
        let wait = credit.available() ?? sink.drained();
        while (wait !== undefined && outcome === undefined) {
          await unlessSettled(wait);
          wait = credit.available() ?? sink.drained();
        }
        if (outcome !== undefined) break;
      }
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    const failure = failureOfLeaving(subscription);
    if (outcome === undefined || !("error" in outcome)) outcome = failure ?? outcome;
  }
  if (outcome !== undefined && "error" in outcome) throw outcome.error;
  await sink.drained();
}

/** What steps throw when nobody wants their results any more. */
function failureOfLeaving(subscription: Subscription): { error: unknown } | undefined {
  try {
    subscription.unsubscribe();
    return undefined;
  } catch (error) {
    return { error: gathered(error) };
  }
}
