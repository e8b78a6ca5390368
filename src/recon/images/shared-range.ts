import { type Image, parseAttributes } from "../../mrd/index.ts";
import { type ValueRange, valueRange } from "../../numerics/images/index.ts";

const MINIMUM = "LarmorLeast";
const MAXIMUM = "LarmorGreatest";

/** Attributes that record the value range of an image's whole group. */
export function rangeAttributes({ minimum, maximum }: ValueRange) {
  return { [MINIMUM]: minimum, [MAXIMUM]: maximum };
}

/** Removes these attributes when they no longer describe the pixels. */
export const noRangeAttributes = { [MINIMUM]: undefined, [MAXIMUM]: undefined };

/** Value range of an image's group, if its attributes record it, or else of the image. */
export function sharedRange({ attributes, data }: Image): ValueRange {
  const known = parseAttributes(attributes);
  const [minimum, maximum] = [MINIMUM, MAXIMUM].map((name) => Number(known.get(name)?.[0] ?? Number.NaN));
  if (Number.isFinite(minimum) && Number.isFinite(maximum)) return { minimum: minimum!, maximum: maximum! };
  return valueRange(data);
}
