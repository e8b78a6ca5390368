import { type Image, parseAttributes } from "../../mrd/index.ts";
import { type ValueRange, valueRange } from "../../numerics/images/index.ts";

/** Attributes by which an image tells the values of all images that it belongs with. */
export function rangeAttributes({ minimum, maximum }: ValueRange) {
  return { LarmorLeast: minimum, LarmorGreatest: maximum };
}

/** Takes these attributes away, from pixels that they say nothing of. */
export const noRangeAttributes = { LarmorLeast: undefined, LarmorGreatest: undefined };

/** Values of all images that an image belongs with, where its attributes tell them, or else its own. */
export function sharedRange({ attributes, data }: Image): ValueRange {
  const known = parseAttributes(attributes);
  const [minimum, maximum] = ["LarmorLeast", "LarmorGreatest"].map((name) =>
    Number(known.get(name)?.[0] ?? Number.NaN),
  );
  if (Number.isFinite(minimum) && Number.isFinite(maximum)) return { minimum: minimum!, maximum: maximum! };
  return valueRange(data);
}
