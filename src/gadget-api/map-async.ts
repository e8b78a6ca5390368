import { Observable, type OperatorFunction } from "rxjs";
import { OrderedQueue } from "../async/index.ts";
import type { StepCredit } from "./services/index.ts";

/** How much may wait in a step before the source pauses. */
export interface Ahead<T> {
  /** The size of a message. */
  size(message: T): number;
  /** The size of all messages inside at which the source pauses. */
  readonly limit: number;
}

/**
 * Like `map`, for work that may be asynchronous: up to `concurrency` messages are processed at the same time, and
 * results keep the order of their messages. A message counts against the credit from the moment it enters, so that the
 * chain's source pauses before a queue grows.
 *
 * ```ts
 * create: (context) => mapAsync(context, (image) => denoise(image), { concurrency: 2 })
 * ```
 * @param context anything with the chain's credit: the gadget's context
 * @param work starts immediately, or when earlier work is done; its result or a promise of it. What it throws, or the
 *   promise rejects with, is the operator's error.
 * @param options.concurrency pieces of work in progress at the same time; 1 if the order of side effects matters
 * @param options.ahead how much may wait for earlier results; by default, the source pauses as soon as there are as many
 *   messages as can be worked on
 */
export function mapAsync<T, R>(
  { credit }: { readonly credit: Pick<StepCredit, "open"> },
  work: (message: T) => R | PromiseLike<R>,
  { concurrency = 1, ahead }: { concurrency?: number; ahead?: Ahead<T> | undefined } = {},
): OperatorFunction<T, R> {
  return (source) =>
    new Observable((subscriber) => {
      const gate = credit.open(ahead?.limit ?? concurrency);
      /** Of the messages inside. */
      const sizes: number[] = [];
      const waiting: T[] = [];
      const results = new OrderedQueue<R>((value) => {
        gate.leave(sizes.shift());
        subscriber.next(value);
      });
      let running = 0;
      let completed = false;

      const start = () => {
        while (running < concurrency && waiting.length > 0) {
          const place = results.reserve();
          const result = attempt(work, waiting.shift() as T);
          if (!isPromiseLike(result)) {
            place.fill(result);
            emit();
            continue;
          }
          running += 1;
          result.then(
            (value) => {
              place.fill(value);
              running -= 1;
              emit();
              start();
            },
            (error) => subscriber.error(error),
          );
        }
      };
      const emit = () => {
        results.drain();
        if (completed && results.size + waiting.length === 0) subscriber.complete();
      };

      subscriber.add(() => {
        results.clear();
        waiting.length = 0;
        for (const size of sizes.splice(0)) gate.leave(size);
      });
      subscriber.add(
        source.subscribe({
          next: (message) => {
            const size = ahead?.size(message) ?? 1;
            sizes.push(size);
            gate.enter(size);
            waiting.push(message);
            start();
          },
          error: (error) => subscriber.error(error),
          complete: () => {
            completed = true;
            emit();
          },
        }),
      );
    });
}

/** Calls a function. @returns a rejection for what it throws */
function attempt<T, R>(work: (message: T) => R | PromiseLike<R>, message: T): R | PromiseLike<R> {
  try {
    return work(message);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Whether to wait for a result: libraries have promises of their own. */
function isPromiseLike<R>(result: R | PromiseLike<R>): result is PromiseLike<R> {
  return typeof (result as Partial<PromiseLike<R>> | null | undefined)?.then === "function";
}
