import { closest, distance } from "fastest-levenshtein";

/**
 * `; did you mean 'x'?`, or an empty string if no known name is similar.
 * @param name what was written
 * @param known what exists
 */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? "" : `; did you mean '${meant}'?`;
}

/** `; did you mean 'x'? There are: x, y`, or `; there are: x, y` if no known name is similar; empty if there are none. */
export function alternatives(name: string, known: readonly string[]): string {
  const hint = didYouMean(name, known);
  if (known.length === 0) return "";
  return `${hint === "" ? "; there are" : `${hint} There are`}: ${known.join(", ")}`;
}

/** Names are shorter; comparing a text takes time with its length. */
const MOST_CHARACTERS = 100;

/** The known name with the closest spelling. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || name.length > MOST_CHARACTERS) return undefined;
  const match = closest(name, known);
  return distance(name, match) <= Math.max(2, name.length / 3) ? match : undefined;
}
