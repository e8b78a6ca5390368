import { type Image, parseAttributes } from "../mrd/index.ts";
import { percentile } from "../numerics/images/index.ts";

/** Values from which to which grey goes from black to white. */
export interface Greys {
  readonly black: number;
  readonly white: number;
}

/** From a window's centre and width; as DICOM's linear-exact function has it (PS3.3, C.11.2.1.3.2). */
export function greysOfWindow(center: number, width: number): Greys {
  return { black: center - width / 2, white: center + width / 2 };
}

/** The window that an image's attributes wish for, if they do. Attributes that can't be read wish for nothing. */
export function greysOfAttributes({ attributes }: Image): Greys | undefined {
  const center = attributeNumber(attributes, "WindowCenter");
  const width = attributeNumber(attributes, "WindowWidth");
  if (center === undefined || width === undefined || width <= 0) return undefined;
  return greysOfWindow(center, width);
}

function attributeNumber(attributes: string, name: string): number | undefined {
  if (!attributes.includes(name)) return undefined;
  let text: string | undefined;
  try {
    text = parseAttributes(attributes).get(name)?.[0];
  } catch {
    return undefined;
  }
  const value = Number(text?.trim() || Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** From two percentiles of the values; those that are not finite don't count. */
export function greysOfPercentiles(parts: readonly Float32Array[], low: number, high: number): Greys {
  const values = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let count = 0;
  for (const part of parts) for (const value of part) if (Number.isFinite(value)) values[count++] = value;
  if (count === 0) return { black: 0, white: 1 };
  const finite = values.subarray(0, count);
  return { black: percentile(finite, low), white: percentile(finite, high) };
}

/** The grey of a value, 0 to 255. What is not a number is black; where there is no range, only what exceeds it is white. */
export function greyOf(value: number, { black, white }: Greys): number {
  if (value > black && value >= white) return 255;
  return value > black ? Math.round((255 * (value - black)) / (white - black)) : 0;
}
