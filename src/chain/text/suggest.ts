import { closest, distance } from "fastest-levenshtein";

/**
 * `; did you mean 'x'?`, or nothing where no known name is near.
 * @param name what was written
 * @param known what exists
 */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? "" : `; did you mean '${meant}'?`;
}

/** The known name that is written almost so. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const found = closest(name, known);
  return distance(name, found) <= Math.max(2, name.length / 3) ? found : undefined;
}
