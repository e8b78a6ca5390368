import { type Attributes, type Image, parseAttributes } from "../../mrd/index.ts";
import { percentile } from "../../numerics/images/index.ts";

/** Range of values over which grey goes from black to white. */
export interface Greys {
  readonly black: number;
  readonly white: number;
}

/** From a window's centre and width, as in DICOM's linear-exact function (PS3.3, C.11.2.1.3.2). */
export function greysOfWindow(center: number, width: number): Greys {
  return { black: center - width / 2, white: center + width / 2 };
}

/** The window in an image's attributes, if they have one. Attributes that cannot be parsed have none. */
export function greysOfAttributes({ attributes }: Pick<Image, "attributes">): Greys | undefined {
  if (!attributes.includes("WindowCenter")) return undefined;
  try {
    return storedGreys(parseAttributes(attributes));
  } catch {
    return undefined;
  }
}

/** The window in attributes, if they have one. */
export function storedGreys(attributes: Attributes): Greys | undefined {
  const [center, width] = ["WindowCenter", "WindowWidth"].map((name) =>
    Number(attributes.get(name)?.[0]?.trim() || Number.NaN),
  ) as [number, number];
  return Number.isFinite(center) && width > 0 && Number.isFinite(width) ? greysOfWindow(center, width) : undefined;
}

/** From two percentiles of the finite values. */
export function greysOfPercentiles(parts: readonly Float32Array[], low: number, high: number): Greys {
  const values = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let count = 0;
  for (const part of parts) for (const value of part) if (Number.isFinite(value)) values[count++] = value;
  if (count === 0) return { black: 0, white: 1 };
  const finite = values.subarray(0, count);
  return { black: percentile(finite, low), white: percentile(finite, high) };
}

/** The grey of a value, 0 to 255. NaN is black. If the range is empty, only larger values are white. */
export function greyOf(value: number, { black, white }: Greys): number {
  if (value > black && value >= white) return 255;
  return value > black ? Math.round((255 * (value - black)) / (white - black)) : 0;
}
