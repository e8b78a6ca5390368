import { type DataType, isComplex, type PixelArray } from "../../mrd/index.ts";

/** What is shown of complex values. `log` is the logarithm of the magnitude, over the range of {@link LOG_DECADES}. */
export const parts = ["magnitude", "log", "phase", "real", "imag"] as const;
export type Part = (typeof parts)[number];

/** Values below the maximum by more powers of ten than this are black. */
const LOG_DECADES = 4;

/** One number of each value. Of real values, phase is 0 or π. */
export function partOf(data: PixelArray, dataType: DataType, part: Part): Float32Array {
  const complex = isComplex(dataType);
  const values = new Float32Array(complex ? data.length / 2 : data.length);
  for (let i = 0; i < values.length; i++) {
    const [re, im] = complex ? [data[2 * i]!, data[2 * i + 1]!] : [data[i]!, 0];
    values[i] = one(re, im, part, complex);
  }
  return values;
}

function one(re: number, im: number, part: Part, complex: boolean): number {
  if (part === "phase") return Math.atan2(im, re);
  if (part === "imag") return im;
  if (part === "real" || !complex) return part === "log" ? Math.log10(Math.abs(re)) : re;
  const magnitude = Math.hypot(re, im);
  return part === "log" ? Math.log10(magnitude) : magnitude;
}

/** The range of values that is shown of a part, if it does not depend on an image's content alone. */
export function rangeOf(part: Part, values: readonly Float32Array[]): { black: number; white: number } | undefined {
  if (part === "phase") return { black: -Math.PI, white: Math.PI };
  if (part !== "log") return undefined;
  let white = Number.NEGATIVE_INFINITY;
  for (const each of values) for (const value of each) if (Number.isFinite(value) && value > white) white = value;
  return Number.isFinite(white) ? { black: white - LOG_DECADES, white } : undefined;
}
