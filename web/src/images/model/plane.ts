import { DataType, isDataType, type PixelArray } from "../../../../src/mrd/index.ts";
import { type Part, partOf } from "../../../../src/rendering/values/index.ts";

/** The pixels of one plane of one channel of an image, or the three channels of a colour image. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  /** 3: red, green and blue. */
  readonly channels: 1 | 3;
  /** See `DataType`. */
  readonly dataType: number;
  /** `[channels][height][width]`; complex pixels have two elements. */
  readonly data: PixelArray;
}

/** Real values of a plane, `[height][width]`. */
export interface Values {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
  /** Red, green and blue of 0 to 255, `[3][height][width]`, of a colour image; `values` is then their mean. */
  readonly colours?: Float32Array;
}

/** Results for planes that are kept elsewhere: computing them again whenever an image is drawn would take too long. */
const computed = new WeakMap<Plane, Map<Part, Values>>();

/** One part of a plane's values. Magnitudes of real values keep their sign. */
export function valuesOf(plane: Plane, part: Part): Values {
  const parts = computed.get(plane) ?? new Map<Part, Values>();
  computed.set(plane, parts);
  let values = parts.get(part);
  if (values === undefined) {
    values = compute(plane, part);
    parts.set(part, values);
  }
  return values;
}

function compute({ width, height, channels, dataType, data }: Plane, part: Part): Values {
  if (channels === 1) {
    if (part === "magnitude" && data instanceof Float32Array && dataType === DataType.float)
      return { width, height, values: data };
    return { width, height, values: partOf(data, isDataType(dataType) ? dataType : DataType.float, part) };
  }
  const colours = Float32Array.from(data);
  const pixels = width * height;
  const values = new Float32Array(pixels);
  for (let i = 0; i < pixels; i++) values[i] = (colours[i]! + colours[i + pixels]! + colours[i + 2 * pixels]!) / 3;
  return { width, height, values, colours };
}

/** The factor by which `b` is nearest to `a`, by least squares: Σ a·b / Σ b². */
export function fittedScale(a: Values, b: Values): number {
  let [products, squares] = [0, 0];
  for (const [i, value] of b.values.entries()) {
    const other = a.values[i]!;
    if (!Number.isFinite(value) || !Number.isFinite(other)) continue;
    products += other * value;
    squares += value * value;
  }
  return squares > 0 ? products / squares : 1;
}

/** a − scale · b, pixel by pixel. @returns `undefined` if their sizes differ */
export function difference(a: Values, b: Values, scale = 1): Values | undefined {
  if (a.width !== b.width || a.height !== b.height) return undefined;
  const { width, height } = a;
  return { width, height, values: a.values.map((value, i) => value - scale * b.values[i]!) };
}

/** Root mean square of the difference over that of `a`: the usual normalised error (NRMSE). */
export function relativeError(a: Values, difference: Values): number {
  const power = ({ values }: Values) =>
    values.reduce((sum, value) => (Number.isFinite(value) ? sum + value * value : sum), 0);
  return Math.sqrt(power(difference) / power(a));
}
