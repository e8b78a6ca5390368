import { NumericsError } from "./errors.ts";

/**
 * A reproducible sequence of normally distributed numbers with mean 0 and variance 1: xoshiro128** seeded by
 * splitmix32, and Marsaglia's polar method. The same seed gives the same numbers on every machine. Not for
 * cryptography.
 *
 * D. Blackman and S. Vigna, Scrambled linear pseudorandom number generators, 2021;
 * G. Marsaglia and T. A. Bray, A convenient method for generating normal variables, 1964.
 *
 * @param seed an integer, of which the lowest 32 bits are used
 * @throws NumericsError `bad-argument` if the seed is not an integer
 */
export function randomGaussian(seed: number): () => number {
  if (!Number.isSafeInteger(seed)) throw new NumericsError("bad-argument", `the seed must be an integer, got ${seed}`);
  const next = xoshiro128(seed);
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const u = next() * 2 ** -31 - 1;
      const v = next() * 2 ** -31 - 1;
      const square = u * u + v * v;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * Math.log(square)) / square);
        spare = v * factor;
        return u * factor;
      }
    }
  };
}

/** Integers from 0 to 2^32 − 1. */
function xoshiro128(seed: number): () => number {
  let [a, b, c, d] = splitmix32(seed);
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Four words of state; never all zero, since they are values of a bijection at different inputs. */
function splitmix32(seed: number): [number, number, number, number] {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return word ^ (word >>> 15);
  };
  return [next(), next(), next(), next()];
}
