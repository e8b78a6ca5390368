import { NumericsError, requireCount } from "../errors.ts";
import { BluesteinTransform } from "./bluestein.ts";
import type { LineTransform } from "./line-transform.ts";
import { SmoothTransform, stagesOf } from "./smooth-transform.ts";

/** MRD counts samples and pixels in 16 bits. This allows for zero-filling, and limits the memory of a transform. */
const MAX_LENGTH = 2 ** 20;

/** A session uses few lengths. The limit prevents a stream of ever-changing lengths from exhausting memory. */
const MAX_CACHED = 64;

const cache = new Map<number, LineTransform>();
let latest: LineTransform | undefined;

/**
 * The centred unitary transform of one length. Transforms are cached. Lengths without large prime factors use the
 * kernels' FFT with several radices (SIMD, float32), all others Bluestein's algorithm with fft.js (float64).
 *
 * @param length 1 to 2^20
 * @throws NumericsError `bad-length`
 */
export function lineTransform(length: number): LineTransform {
  if (length === latest?.length) return latest;
  let transform = cache.get(length);
  if (transform === undefined) {
    transform = create(length);
    const [oldest] = cache.keys();
    if (cache.size >= MAX_CACHED) cache.delete(oldest!);
  } else {
    cache.delete(length); // Moves it to the end, as the most recently used one.
  }
  cache.set(length, transform);
  latest = transform;
  return transform;
}

/**
 * The transform of a length without large prime factors, such as those of grids, for kernels that need its plan.
 * @throws NumericsError `bad-length` for other lengths
 */
export function smoothTransform(length: number): SmoothTransform {
  const transform = lineTransform(length);
  if (transform instanceof SmoothTransform) return transform;
  throw new NumericsError("bad-length", `the length ${length} has a large prime factor`);
}

function create(length: number): LineTransform {
  requireCount("a transform's length", length, 1);
  if (length > MAX_LENGTH) {
    throw new NumericsError("bad-length", `a transform's length is at most ${MAX_LENGTH}, not ${length}`);
  }
  const stages = stagesOf(length);
  return stages === undefined ? new BluesteinTransform(length) : new SmoothTransform(length, stages);
}
