import { dimensionNames as names } from "../../formats/bart-cfl/index.ts";
import { BartError } from "./errors.ts";

/** Sizes of k-space or of images along Larmor's axes, fastest first. */
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

/**
 * The BART dimension of each of Larmor's axes. Both are in the same order, so that the bytes are the same. The free
 * counters n and s are BART's times: all its commands treat these as repetitions of images.
 */
const places = { x: 0, y: 1, z: 2, coils: 3, n: 10, s: 11, slices: 13 } as const satisfies Record<keyof Sizes, number>;

/** All of BART's dimensions of an array. */
export function toDimensions(sizes: Sizes): number[] {
  const dimensions = names.map(() => 1);
  for (const [axis, place] of Object.entries(places)) dimensions[place] = sizes[axis as keyof Sizes];
  return dimensions;
}

/**
 * Sizes along Larmor's axes.
 * @throws BartError `bad-result` if the array extends along a dimension that Larmor has no axis for
 */
export function toSizes(dimensions: readonly number[]): Sizes {
  const known = new Set<number>(Object.values(places));
  const strange = dimensions.findIndex((size, place) => size !== 1 && !known.has(place));
  if (strange >= 0) {
    const advice =
      strange < names.length ? `; reduce it to size 1, for example with \`rss ${2 ** strange}\` or \`slice\`` : "";
    throw new BartError(
      "bad-result",
      `BART's result is ${described(dimensions)}, and Larmor has no axis for ${names[strange] ?? strange}${advice}`,
    );
  }
  return Object.fromEntries(
    Object.entries(places).map(([axis, place]) => [axis, dimensions[place] ?? 1]),
  ) as unknown as Sizes;
}

/** Dimensions as text, such as `64 (READ) × 64 (PHS1) × 8 (COIL)`. */
export function described(dimensions: readonly number[]): string {
  const parts = dimensions.flatMap((size, place) => (size === 1 ? [] : [`${size} (${names[place] ?? place})`]));
  return parts.join(" × ") || "a single number";
}
