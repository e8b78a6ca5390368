import { type OperatorFunction, Subject, type Subscription } from "rxjs";
import { withResolvers } from "../../async/index.ts";
import type { Message } from "../../gadget-api/index.ts";
import type { Credit } from "./credit.ts";
import { gathered } from "./thrown.ts";

/** Destination of a chain's results. */
export interface Sink {
  /** Accepts one result; may throw. */
  write(message: Message): void;
  /** Resolves when the sink can accept more; `undefined` if it can now. */
  drained(): Promise<void> | undefined;
}

const LOST = "a step failed and its error was lost, as happens if the stack is full: use fewer steps";

export interface DriveOptions<Input> {
  /** Batches of messages, each requested when the one before is consumed. Always closed when the run ends. */
  readonly source: AsyncIterable<Iterable<Input>>;
  readonly operator: OperatorFunction<Input, Message>;
  readonly credit: Credit;
  readonly sink: Sink;
  /** Aborts the run, whatever it is waiting for. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs messages through an operator. The driver pulls from the source and pushes through the operator: the next message
 * is requested only when asynchronous steps have capacity and the sink has drained. So no queue grows, although RxJS
 * has no backpressure.
 *
 * @throws what the source, a step or the sink throws, immediately, even while the source is silent; the signal's reason
 */
export async function drive<Input>({ source, operator, credit, sink, signal }: DriveOptions<Input>): Promise<void> {
  const input = new Subject<Input>();
  const run = new Run();
  const subscription = operator(input).subscribe({
    next: (message) => {
      // A throw here would be an uncaught exception.
      try {
        sink.write(message);
      } catch (error) {
        run.fail(error);
      }
    },
    error: (error) => run.fail(error),
    complete: () => run.complete(),
  });
  run.requireOpen(subscription);
  const abort = () => run.fail(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  const iterator = source[Symbol.asyncIterator]();
  try {
    await pushAll({ iterator, input, subscription, credit, sink, run });
    if (!run.hasEnded) {
      input.complete();
      run.requireOpen(subscription);
      await run.ended;
    }
  } catch (error) {
    run.fail(error);
  } finally {
    signal?.removeEventListener("abort", abort);
    // Not awaited: a source may be waiting for data that never arrive. Errors that it throws now are irrelevant.
    void Promise.resolve(iterator.return?.()).catch(() => {});
    run.failUnlessFailed(failureOfLeaving(subscription));
  }
  run.rethrow();
  await sink.drained();
}

interface PushOptions<Input> {
  readonly iterator: AsyncIterator<Iterable<Input>>;
  readonly input: Subject<Input>;
  readonly subscription: Subscription;
  readonly credit: Credit;
  readonly sink: Sink;
  readonly run: Run;
}

/**
 * Pushes the messages of a source, until it or the run has ended. A function of its own, without closures: V8 discards
 * the code of a function when its end meets an object of another shape, and closures are compiled for each session.
 */
async function pushAll<Input>(options: PushOptions<Input>): Promise<void> {
  const { iterator, input, subscription, credit, sink, run } = options;
  while (!run.hasEnded) {
    const batch = await run.unlessEnded(iterator.next());
    if (batch === undefined || batch.done) return;
    for (const message of batch.value) {
      input.next(message);
      run.requireOpen(subscription);
      for (;;) {
        const wait = credit.available() ?? sink.drained();
        if (wait === undefined || run.hasEnded) break;
        await run.unlessEnded(wait);
      }
      if (run.hasEnded) return;
    }
  }
}

/** Whether, and how, a run has ended. */
class Run {
  readonly #ended = withResolvers();
  #hasEnded = false;
  #failure: { readonly error: unknown } | undefined;
  #wake = () => {};

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Fails if the subscription has ended: an error that was thrown while the stack was full may have reached nobody. */
  requireOpen({ closed }: Subscription): void {
    if (closed && !this.#hasEnded) this.fail(new RangeError(LOST));
  }

  complete(): void {
    this.#hasEnded = true;
    this.#ended.resolve();
    this.#wake();
  }

  /** Only the first failure counts. */
  fail(error: unknown): void {
    if (!this.#hasEnded) this.#failure = { error };
    this.complete();
  }

  failUnlessFailed(failure: { readonly error: unknown } | undefined): void {
    this.#failure ??= failure;
  }

  rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /**
   * Waits for a promise, or for the end of the run.
   * @returns `undefined` if the run has ended first
   */
  unlessEnded<T>(promise: Promise<T>): Promise<T | undefined> {
    if (this.#hasEnded) {
      promise.catch(() => {});
      return Promise.resolve(undefined);
    }
    // A race against the one long-lived promise would leak a reaction for each message.
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      promise.then(resolve, reject);
    });
  }
}

/** Thrown by steps whose results are no longer needed. */
function failureOfLeaving(subscription: Subscription): { readonly error: unknown } | undefined {
  try {
    subscription.unsubscribe();
    return undefined;
  } catch (error) {
    return { error: gathered(error) };
  }
}
