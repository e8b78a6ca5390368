import { GadgetError, type ImageArray } from "../../gadget-api/index.ts";
import type { ImageHeader } from "../../mrd/index.ts";

/** Counters of images whose values can have series of their own. */
export const seriesCounters = ["average", "slice", "contrast", "phase", "repetition", "set"] as const;

/** The offsets of real, imaginary, phase and complex images leave room for this many series. */
const SERIES_PER_KIND = 1000;

export interface SeriesNumbering {
  /** Series of the first encoding's magnitude images. */
  readonly first: number;
  /** Number of encodings of the measurement. */
  readonly encodings: number;
  /** Counter of which each value has a series of its own. */
  readonly by: (typeof seriesCounters)[number] | "none";
}

/**
 * The series of an image: each kind, encoding and value of the counter has its own.
 * @param offset of the kind of image
 * @throws GadgetError `too-many-series`
 */
export function seriesNumber(
  { first, encodings, by }: SeriesNumbering,
  encoding: ImageArray["encoding"],
  header: ImageHeader,
  offset: number,
): number {
  const place = encoding + (by === "none" ? 0 : encodings * header[by]);
  if (place < SERIES_PER_KIND) return first + offset + place;
  throw new GadgetError(
    "too-many-series",
    `seriesBy: ${by} asks for series ${place}, and ${SERIES_PER_KIND} is the offset of the next kind of image; ` +
      "choose a counter of fewer values",
  );
}
