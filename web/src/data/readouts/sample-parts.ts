import { transformAxis } from "../../../../src/numerics/fft/index.ts";

/** Parts of complex samples, with their titles. */
export const parts = [
  ["magnitude", "magnitude"],
  ["phase", "phase"],
  ["real", "real part"],
  ["imaginary", "imaginary part"],
  ["both", "real and imaginary"],
] as const;
export type SampleParts = (typeof parts)[number][0];

/** One or two real curves of complex samples. @param data interleaved */
export function partsOf(
  data: Float32Array,
  part: SampleParts,
): { readonly name: string; readonly values: Float32Array }[] {
  if (part === "both") return (["real", "imaginary"] as const).flatMap((each) => partsOf(data, each));
  const values = new Float32Array(data.length / 2);
  for (let i = 0; i < values.length; i += 1) {
    const [re, im] = [data[2 * i]!, data[2 * i + 1]!];
    values[i] =
      part === "real" ? re : part === "imaginary" ? im : part === "phase" ? Math.atan2(im, re) : Math.hypot(re, im);
  }
  return [{ name: part, values }];
}

/** Readouts transformed to image space. @param data `[coils][length]` complex; not changed */
export function asImage(data: Float32Array, length: number): Float32Array {
  const result = data.slice();
  if (length > 0) transformAxis(result, [length, data.length / (2 * length)], 0, "inverse");
  return result;
}
