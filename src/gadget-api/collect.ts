import { concat, defer, Observable, type OperatorFunction } from "rxjs";

/**
 * The operator of a gadget that collects messages: `take` receives each and returns the results that are ready,
 * `finish` returns the rest when the messages end.
 *
 * ```ts
 * create: () => {
 *   const images: Image[] = [];
 *   return collect({ take: (image: Image) => (images.push(image), []), finish: () => sorted(images) });
 * }
 * ```
 */
export function collect<T, R>({
  take,
  finish,
}: {
  readonly take: (message: T) => Iterable<R>;
  readonly finish: () => Iterable<R>;
}): OperatorFunction<T, R> {
  // `mergeMap` makes several objects for each message, most of which have no result.
  const results = (source: Observable<T>) =>
    new Observable<R>((subscriber) =>
      source.subscribe({
        next: (message) => {
          try {
            for (const result of take(message)) {
              subscriber.next(result);
              if (subscriber.closed) return;
            }
          } catch (error) {
            subscriber.error(error);
          }
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
  return (source) => concat(results(source), defer(finish));
}
