import { closest, distance } from "fastest-levenshtein";

/**
 * `; did you mean 'x'?`, or nothing where no known name is near.
 * @param name what was written
 * @param known what exists
 */
export function didYouMean(name: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const nearest = closest(name, known);
  return distance(name, nearest) <= Math.max(2, name.length / 3) ? `; did you mean '${nearest}'?` : "";
}
