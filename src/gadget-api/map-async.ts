import { Observable, type OperatorFunction } from "rxjs";
import type { StepCredit } from "./credit.ts";

/**
 * Like `map`, for work that takes time: up to `concurrency` messages are worked on at once, results keep the order of
 * their messages. It takes its credit when a message enters, so that what feeds the chain pauses before a queue grows.
 *
 * ```ts
 * create: (context) => mapAsync(context, (image) => denoise(image), { concurrency: 2 })
 * ```
 * @param context anything with the chain's credit: the gadget's context
 * @param work starts at once, or when an earlier piece is done; a rejection is the operator's error
 * @param options.concurrency pieces of work under way at once; 1 where the order of side effects matters
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
      const started: Slot<R>[] = [];
      let running = 0;
      let completed = false;

      const start = () => {
        while (running < concurrency && waiting.length > 0) {
          const slot: Slot<R> = {};
          started.push(slot);
          running += 1;
          const message = waiting.shift() as T;
          // `work` is called inside a then, so that a synchronous throw becomes a rejection too.
          Promise.resolve(message)
            .then(work)
            .then(
              (value) => {
                slot.result = { value };
                running -= 1;
                emit();
                start();
              },
              (error) => subscriber.error(error),
            );
        }
      };
      const emit = () => {
        while (started[0]?.result !== undefined) {
          const { value } = started.shift()!.result!;
          gate.leave();
          subscriber.next(value);
        }
        if (completed && started.length + waiting.length === 0) subscriber.complete();
      };

      subscriber.add(() => {
        for (let inside = started.length + waiting.length; inside > 0; inside -= 1) gate.leave();
        waiting.length = 0;
        started.length = 0;
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

/** Keeps the place of one result in the order of the messages. */
interface Slot<R> {
  result?: { readonly value: R };
}
