import { Observable, type OperatorFunction } from "rxjs";
import { OrderedQueue } from "../async/index.ts";
import type { StepCredit } from "./services/index.ts";

/**
 * Like `map`, for asynchronous work: up to `concurrency` messages are processed at the same time, and results keep the
 * order of their messages. A message counts against the credit from the moment it enters, so that the chain's source
 * pauses before a queue grows.
 *
 * ```ts
 * create: (context) => mapAsync(context, (image) => denoise(image), { concurrency: 2 })
 * ```
 * @param context anything with the chain's credit: the gadget's context
 * @param work starts immediately, or when earlier work is done; a rejection is the operator's error
 * @param options.concurrency pieces of work in progress at the same time; 1 if the order of side effects matters
 */
export function mapAsync<T, R>(
  { credit }: { readonly credit: Pick<StepCredit, "open"> },
  work: (message: T) => Promise<R>,
  { concurrency = 1 }: { concurrency?: number } = {},
): OperatorFunction<T, R> {
  return (source) =>
    new Observable((subscriber) => {
      const gate = credit.open(concurrency);
      const waiting: T[] = [];
      const results = new OrderedQueue<R>((value) => {
        gate.leave();
        subscriber.next(value);
      });
      let running = 0;
      let completed = false;

      const start = () => {
        while (running < concurrency && waiting.length > 0) {
          const place = results.reserve();
          running += 1;
          const message = waiting.shift() as T;
          // `work` is called inside a then, so that a synchronous throw becomes a rejection too.
          Promise.resolve(message)
            .then(work)
            .then(
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
        for (let inside = results.clear() + waiting.splice(0).length; inside > 0; inside -= 1) gate.leave();
      });
      subscriber.add(
        source.subscribe({
          next: (message) => {
            gate.enter();
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
