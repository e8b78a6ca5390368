import type { Values } from "./plane.ts";

export interface Histogram {
  readonly min: number;
  readonly max: number;
  /** Number of values per bin, between `min` and `max`. */
  readonly counts: Uint32Array;
}

/** The finite values of an image, counted in bins of equal width. */
export function histogramOf({ values }: Values, bins: number): Histogram {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < min && value > Number.NEGATIVE_INFINITY) min = value;
    if (value > max && value < Number.POSITIVE_INFINITY) max = value;
  }
  const counts = new Uint32Array(bins);
  if (!(max >= min)) return { min: 0, max: 0, counts };
  const factor = max > min ? bins / (max - min) : 0;
  for (const value of values) {
    if (value >= min && value <= max) counts[Math.min(Math.floor((value - min) * factor), bins - 1)]! += 1;
  }
  return { min, max, counts };
}
