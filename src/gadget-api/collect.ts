import { concat, defer, mergeMap, type OperatorFunction } from "rxjs";

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
  return (source) => concat(source.pipe(mergeMap(take)), defer(finish));
}
