import type { PixelArray } from "../../mrd/index.ts";

/** Pixels as 16-bit integers: the value is `stored · slope`. */
export interface SixteenBits {
  readonly stored: Uint16Array<ArrayBuffer> | Int16Array<ArrayBuffer>;
  readonly slope: number;
  /** Range of the values, after scaling. */
  readonly minimum: number;
  readonly maximum: number;
  /** Number of values that are NaN or infinite, which are stored as 0. */
  readonly nonFinite: number;
}

/** Range of finite values, and whether all are whole numbers. */
export interface PixelRange {
  readonly minimum: number;
  readonly maximum: number;
  readonly isWhole: boolean;
}

/**
 * Stores pixels as 16-bit integers: integers that fit unchanged, all others divided by a factor for which the largest
 * magnitude becomes 65535, or 32767 if there are negative values. Zero remains zero.
 * @param shared range of all images that are to have one factor; default that of these pixels
 */
export function sixteenBits(values: PixelArray | Uint8Array, shared?: PixelRange): SixteenBits {
  const own = pixelRange(values);
  const { minimum, maximum, isWhole } = shared ?? own;
  const signed = minimum < 0 || values instanceof Int16Array;
  const limit = signed ? 32767 : 65535;
  const fits = isWhole && maximum <= limit && minimum >= (signed ? -32768 : 0);
  const slope = fits ? 1 : decimalSlope(Math.max(maximum, -minimum) / limit);
  const stored = signed ? new Int16Array(values.length) : new Uint16Array(values.length);
  if (fits && own.nonFinite === 0) stored.set(values);
  else {
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i]!;
      stored[i] = Number.isFinite(value) ? Math.round(value / slope) : 0;
    }
  }
  return { stored, slope, minimum, maximum, nonFinite: own.nonFinite };
}

/** The range that contains both. */
export function joinedPixelRange(a: PixelRange | undefined, b: PixelRange): PixelRange {
  if (a === undefined) return b;
  return {
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
    isWhole: a.isWhole && b.isWhole,
  };
}

/** Digits of a number that DICOM can store in its 16 characters, as `1.234567891e-10`. */
const DIGITS = 10;

/** Not smaller than the exact slope, so that no value exceeds the integers. */
function decimalSlope(exact: number): number {
  if (!(exact > 0)) return 1;
  const rounded = Number(exact.toPrecision(DIGITS));
  return rounded >= exact ? rounded : Number((exact * (1 + 10 ** (1 - DIGITS))).toPrecision(DIGITS));
}

/** The range of pixels, and how many are NaN or infinite. That of no finite pixels is 0 to 0. */
export function pixelRange(values: PixelArray | Uint8Array): PixelRange & { readonly nonFinite: number } {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let isWhole = true;
  let nonFinite = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (value - value !== 0) {
      nonFinite += 1;
      continue;
    }
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    if (isWhole && value !== Math.trunc(value)) isWhole = false;
  }
  return minimum > maximum ? { minimum: 0, maximum: 0, isWhole, nonFinite } : { minimum, maximum, isWhole, nonFinite };
}
