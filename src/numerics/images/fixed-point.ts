import { requireLength } from "../errors.ts";

/**
 * Rounds values to integers: pixel = round((value − intercept) / slope), clamped to min..max; NaN becomes min.
 * @param out of the same length as `values`
 * @returns the number of clamped pixels
 */
export function toFixedPoint(
  values: ArrayLike<number>,
  out: Uint16Array | Int16Array | Uint32Array | Int32Array,
  { slope, intercept, min, max }: { slope: number; intercept: number; min: number; max: number },
): number {
  requireLength("the pixels", out, values.length);
  let clipped = 0;
  for (let i = 0; i < values.length; i++) {
    const pixel = Math.round((values[i]! - intercept) / slope);
    const inside = pixel >= min && pixel <= max;
    if (!inside) clipped++;
    out[i] = inside ? pixel : pixel > max ? max : min;
  }
  return clipped;
}
