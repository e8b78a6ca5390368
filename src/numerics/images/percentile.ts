import { NumericsError } from "../errors.ts";

/**
 * The value below which `p` percent of the data are: `numpy.percentile(data, p, method="linear")`, NumPy's default. In
 * the sorted data, this is the value at position (n − 1) · p / 100, interpolated linearly between its two neighbours.
 * The result is exact. The data are neither sorted nor copied: values are counted by the upper half of their bits, then
 * those of one bin by the lower half.
 * @param data real; if it contains a NaN, the result is NaN
 * @param p 0 to 100
 * @throws NumericsError `bad-argument` if the data are empty, or p is out of range
 */
export function percentile(data: Float32Array, p: number): number {
  if (data.length === 0) throw new NumericsError("bad-argument", "cannot compute a percentile of an empty array");
  if (!(p >= 0 && p <= 100)) throw new NumericsError("bad-argument", `percentile must be between 0 and 100, got ${p}`);
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  for (const value of bits) if ((value & 0x7fffffff) > INFINITY_BITS) return Number.NaN;
  const position = ((data.length - 1) * p) / 100;
  const rank = Math.floor(position);
  const fraction = position - rank;
  const { key, through } = keyOfRank(bits, rank);
  const below = floatOf(key);
  if (fraction === 0 || through > rank + 1) return below;
  const above = floatOf(nextKey(bits, key));
  return fraction < 0.5 ? below + (above - below) * fraction : above - (above - below) * (1 - fraction);
}

const INFINITY_BITS = 0x7f800000;

/** An unsigned integer that sorts like the float with these bits: the order of negative floats is reversed. */
function keyOf(bits: number): number {
  return (bits & 0x80000000 ? ~bits : bits | 0x80000000) >>> 0;
}

function floatOf(key: number): number {
  const bits = key & 0x80000000 ? key & 0x7fffffff : ~key;
  return new Float32Array(Uint32Array.of(bits).buffer)[0]!;
}

/** Key of the element at `rank` in the sorted data, and how many elements are at most as large. */
function keyOfRank(bits: Uint32Array, rank: number): { key: number; through: number } {
  const counts = new Uint32Array(0x10000);
  for (const value of bits) counts[keyOf(value) >>> 16]!++;
  const high = binOfRank(counts, rank, 0);
  counts.fill(0);
  for (const value of bits) {
    const key = keyOf(value);
    if (key >>> 16 === high.bin) counts[key & 0xffff]!++;
  }
  const low = binOfRank(counts, rank, high.before);
  return { key: ((high.bin << 16) | low.bin) >>> 0, through: low.before + counts[low.bin]! };
}

/** The bin that contains `rank`, and how many elements are in the bins before it. */
function binOfRank(counts: Uint32Array, rank: number, start: number): { bin: number; before: number } {
  let bin = 0;
  let before = start;
  while (before + counts[bin]! <= rank) {
    before += counts[bin]!;
    bin++;
  }
  return { bin, before };
}

/** The smallest key above a given one. */
function nextKey(bits: Uint32Array, key: number): number {
  let next = 0xffffffff;
  for (const value of bits) {
    const candidate = keyOf(value);
    if (candidate > key && candidate < next) next = candidate;
  }
  return next;
}
