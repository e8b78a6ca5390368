import { NumericsError, requireCount } from "../errors.ts";
import { BluesteinTransform } from "./bluestein.ts";
import type { LineTransform } from "./line-transform.ts";
import { SmoothTransform, stagesOf } from "./smooth-transform.ts";

/** MRD counts samples and pixels in 16 bits; this leaves room for zero-filling, and bounds what a transform holds. */
const MAX_LENGTH = 2 ** 20;

/** A session uses a handful of lengths; a bound keeps a stream of ever new ones from filling the memory. */
const MAX_CACHED = 64;

const cache = new Map<number, LineTransform>();

/**
 * The centred unitary transform of one length; made once and kept. What computes it is chosen here: the kernels'
 * mixed-radix transform, SIMD in float32, for lengths without large prime factors, and Bluestein's algorithm over fft.js,
 * in float64, for the others.
 *
 * @param length 1 to 2^20
 * @throws NumericsError `bad-length`
 */
export function lineTransform(length: number): LineTransform {
  let transform = cache.get(length);
  if (transform === undefined) {
    transform = create(length);
    const [oldest] = cache.keys();
    if (cache.size >= MAX_CACHED) cache.delete(oldest!);
  } else {
    cache.delete(length); // to come last, as the one most recently used
  }
  cache.set(length, transform);
  return transform;
}

function create(length: number): LineTransform {
  requireCount("a transform's length", length, 1);
  if (length > MAX_LENGTH) {
    throw new NumericsError("bad-length", `a transform's length is at most ${MAX_LENGTH}, not ${length}`);
  }
  const stages = stagesOf(length);
  return stages === undefined ? new BluesteinTransform(length) : new SmoothTransform(length, stages);
}
