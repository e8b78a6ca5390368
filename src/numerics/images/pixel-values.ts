/** Pixels of real images. */
export type RealPixels = Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** Minimum and maximum of some values. */
export interface ValueRange {
  readonly minimum: number;
  readonly maximum: number;
}

/** The range of the finite values; 0 to 0 if there are none. */
export function valueRange(values: ArrayLike<number>): ValueRange {
  let [minimum, maximum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return minimum > maximum ? { minimum: 0, maximum: 0 } : { minimum, maximum };
}

/** The smallest range that contains all the given ones. */
export function joinedRange(ranges: readonly ValueRange[]): ValueRange {
  return valueRange(ranges.flatMap(({ minimum, maximum }) => [minimum, maximum]));
}

/** The nearest integer; of two equally near ones the even one, as in IEEE 754 and in NumPy's `around`. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

const integerRanges = new Map<unknown, ValueRange>([
  [Int16Array, { minimum: -0x8000, maximum: 0x7fff }],
  [Uint16Array, { minimum: 0, maximum: 0xffff }],
  [Int32Array, { minimum: -0x80000000, maximum: 0x7fffffff }],
  [Uint32Array, { minimum: 0, maximum: 0xffffffff }],
]);

/**
 * Applies a function to each value. For an array of integers, results are rounded by {@link roundHalfEven} and clamped
 * to the range of its type, and NaN becomes 0.
 * @param out of the same length as `values`; may be the same array
 * @returns `out`
 */
export function mapPixels<P extends RealPixels>(
  values: ArrayLike<number>,
  out: P,
  change: (value: number) => number,
): P {
  const range = integerRanges.get(out.constructor);
  for (let i = 0; i < out.length; i++) {
    const value = change(values[i]!);
    out[i] = range === undefined ? value : clamped(roundHalfEven(value), range);
  }
  return out;
}

function clamped(value: number, { minimum, maximum }: ValueRange): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(Math.max(value, minimum), maximum);
}
