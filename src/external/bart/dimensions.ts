import { BartError } from "./errors.ts";

/** Sizes of k-space or of images along our axes, fastest first. */
export interface Sizes {
  /** Readout. */
  readonly x: number;
  /** Phase encoding. */
  readonly y: number;
  /** Partition encoding. */
  readonly z: number;
  readonly coils: number;
  readonly n: number;
  readonly s: number;
  readonly slices: number;
}

/** BART's dimensions, fastest first, as its sources call them (src/misc/mri.h). */
const names = [
  "READ",
  "PHS1",
  "PHS2",
  "COIL",
  "MAPS",
  "TE",
  "COEFF",
  "COEFF2",
  "ITER",
  "CSHIFT",
  "TIME",
  "TIME2",
  "LEVEL",
  "SLICE",
  "AVG",
  "BATCH",
] as const;

/**
 * Which dimension of BART each of our axes is. Both are in the same order, so that the same bytes serve both. The free counters
 * n and s are BART's times, which all its commands take for what they are: something that the images are repeated along.
 */
const places = { x: 0, y: 1, z: 2, coils: 3, n: 10, s: 11, slices: 13 } as const satisfies Record<keyof Sizes, number>;

/** All of BART's dimensions of an array. */
export function toDimensions(sizes: Sizes): number[] {
  const dimensions = names.map(() => 1);
  for (const [axis, place] of Object.entries(places)) dimensions[place] = sizes[axis as keyof Sizes];
  return dimensions;
}

/**
 * Sizes along our axes.
 * @throws BartError `bad-result` if the array extends along a dimension that we have no axis for
 */
export function toSizes(dimensions: readonly number[]): Sizes {
  const kept = new Set<number>(Object.values(places));
  const strange = dimensions.findIndex((size, place) => size !== 1 && !kept.has(place));
  if (strange >= 0) {
    const advice = strange < names.length ? `; bring it to one, such as by \`rss ${2 ** strange}\` or \`slice\`` : "";
    throw new BartError(
      "bad-result",
      `BART's result is ${described(dimensions)}, and nothing here extends along ${names[strange] ?? strange}${advice}`,
    );
  }
  return Object.fromEntries(
    Object.entries(places).map(([axis, place]) => [axis, dimensions[place] ?? 1]),
  ) as unknown as Sizes;
}

/** Such as `64 (READ) × 64 (PHS1) × 8 (COIL)`. */
export function described(dimensions: readonly number[]): string {
  const parts = dimensions.flatMap((size, place) => (size === 1 ? [] : [`${size} (${names[place] ?? place})`]));
  return parts.join(" × ") || "a single number";
}
