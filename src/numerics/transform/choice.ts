import { NumericsError, requireCount } from "../errors.ts";
import { BluesteinTransform } from "./bluestein.ts";
import { GenericTransform } from "./generic-transform.ts";
import { type Direction, type LineTransform, requireLines } from "./line-transform.ts";
import { isSimdLength } from "./pffft.ts";
import { PowerOfTwoTransform } from "./power-of-two.ts";
import { SimdTransform } from "./simd-transform.ts";

/** MRD counts samples and pixels in 16 bits; this leaves room for zero-filling, and bounds what a transform holds. */
const MAX_LENGTH = 2 ** 20;

/** A session uses a handful of lengths; a bound keeps a stream of ever new ones from filling the memory. */
const MAX_CACHED = 64;

const cache = new Map<number, LineTransform>();

/**
 * The centred unitary transform of one length; made once and kept. What computes it is chosen here:
 *
 * - 2^a · 3^b · 5^c, a ≥ 4: pffft, SIMD in float32;
 * - 2, 4, 8: fft.js, float64;
 * - others, primes too: Bluestein's algorithm over pffft. Over fft.js in float64 its error would be smaller, but the
 *   two inner transforms alone take two to three times as long as all of this, and matrices of 168, 176, 208 or 224
 *   are common. Its relative error, measured to N = 4001, is at most 3.1e-7; pffft's own, to 8192, 2e-7.
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
  if (isSimdLength(length)) return new SimdTransform(length);
  if (length === 2 || length === 4 || length === 8) return new PowerOfTwoTransform(length);
  if (length === 1) return new Identity();
  return new BluesteinTransform(length);
}

class Identity extends GenericTransform {
  readonly length = 1;

  transform(_direction: Direction, source: Float32Array, target: Float32Array, count: number): void {
    requireLines(1, source, target, count);
    if (source !== target) target.set(source.subarray(0, 2 * count));
  }
}
