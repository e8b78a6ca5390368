import { NumericsError } from "../errors.ts";

/**
 * The value below which `p` percent of the data lie: `numpy.percentile(data, p, method="linear")`, NumPy's default. With
 * the data sorted, it lies at position (n − 1) · p / 100, interpolated linearly between the two values around it.
 * Exact, and neither sorts nor copies: values are counted by the upper half of their bits, then one bin by the lower.
 * @param data real; an image of zeros gives 0, and one NaN gives NaN
 * @param p 0 to 100
 * @throws NumericsError `bad-argument` if there are no data, or p is out of range
 */
export function percentile(data: Float32Array, p: number): number {
  if (data.length === 0) throw new NumericsError("bad-argument", "no data have no percentile");
  if (!(p >= 0 && p <= 100)) throw new NumericsError("bad-argument", `a percentile is of 0 to 100, not ${p}`);
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

/** An unsigned integer that sorts as the float of these bits does: negative ones count backwards. */
function keyOf(bits: number): number {
  return (bits & 0x80000000 ? ~bits : bits | 0x80000000) >>> 0;
}

function floatOf(key: number): number {
  const bits = key & 0x80000000 ? key & 0x7fffffff : ~key;
  return new Float32Array(Uint32Array.of(bits).buffer)[0]!;
}

/** Key of the element that sorting would put at `rank`, and how many elements are no greater. */
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

/** The bin that `rank` falls into, and how many elements come before that bin. */
function binOfRank(counts: Uint32Array, rank: number, start: number): { bin: number; before: number } {
  let bin = 0;
  let before = start;
  while (before + counts[bin]! <= rank) {
    before += counts[bin]!;
    bin++;
  }
  return { bin, before };
}

/** The smallest key above another one. */
function nextKey(bits: Uint32Array, key: number): number {
  let next = 0xffffffff;
  for (const value of bits) {
    const candidate = keyOf(value);
    if (candidate > key && candidate < next) next = candidate;
  }
  return next;
}
