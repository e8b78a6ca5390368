/** Arrays of real pixels, as images carry them. */
export type RealPixels = Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** Least and greatest of some values. */
export interface ValueRange {
  readonly least: number;
  readonly greatest: number;
}

/** The range of the values that are finite; 0 to 0 where there are none. */
export function valueRange(values: ArrayLike<number>): ValueRange {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return least > greatest ? { least: 0, greatest: 0 } : { least, greatest };
}

/** The range of several ranges. */
export function joinedRange(ranges: readonly ValueRange[]): ValueRange {
  return valueRange(ranges.flatMap(({ least, greatest }) => [least, greatest]));
}

/** The nearest integer, of two as near the even one, as IEEE 754 and NumPy's `around` have it. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

const integerRanges = new Map<unknown, ValueRange>([
  [Int16Array, { least: -0x8000, greatest: 0x7fff }],
  [Uint16Array, { least: 0, greatest: 0xffff }],
  [Int32Array, { least: -0x80000000, greatest: 0x7fffffff }],
  [Uint32Array, { least: 0, greatest: 0xffffffff }],
]);

/**
 * Changes each value. Results for an array of integers are rounded by {@link roundHalfEven} and clamped to what it holds;
 * what is not a number becomes 0 there.
 * @param out as long as `values`; may be the same array
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

function clamped(value: number, { least, greatest }: ValueRange): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(Math.max(value, least), greatest);
}
