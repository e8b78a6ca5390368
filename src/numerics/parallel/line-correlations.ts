import { NumericsError } from "../errors.ts";

/** Samples of a line from `first` on, before `end`. */
export interface SampleRange {
  readonly first: number;
  readonly end: number;
}

/**
 * A function that computes Σ_x conj(u[x + p]) v[x + q] for two lines u and v and all steps p and q, over a range of x.
 * Products with the same lag q − p are sums over nearly the same samples: the first is computed, the others add a sample
 * at one end and remove one at the other. Products and sums are in float64.
 * @param data that has the lines, complex, interleaved
 * @returns a function of the first elements of u and v, and of the array for the result, `[p][q]` complex. With `only`,
 *   it computes the products of one q
 * @throws NumericsError `shape-mismatch`
 */
export function lineCorrelations(data: Float32Array, length: number, steps: readonly number[], range: SampleRange) {
  const taps = steps.length;
  const count = range.end - range.first;
  if (range.first + steps[0]! < 0 || range.end - 1 + steps.at(-1)! >= length)
    throw new NumericsError("shape-mismatch", `lines of ${length} are too short for the range and the steps`);
  return (u: number, v: number, result: Float64Array, only?: number): void => {
    for (let lag = 1 - taps; lag < taps; lag++) {
      // No arrays for pairs of numbers here: their allocation took a third of the time.
      const firstP = only === undefined ? Math.max(0, -lag) : only - lag;
      const lastP = only === undefined ? Math.min(taps, taps - lag) - 1 : firstP;
      if (firstP < 0 || firstP >= taps) continue;
      let a = u + 2 * (range.first + steps[firstP]!);
      let b = v + 2 * (range.first + steps[firstP + lag]!);
      let re = 0;
      let im = 0;
      for (const end = a + 2 * count; a < end; a += 2, b += 2) {
        const uRe = data[a]!;
        const uIm = data[a + 1]!;
        const vRe = data[b]!;
        const vIm = data[b + 1]!;
        re += uRe * vRe + uIm * vIm;
        im += uRe * vIm - uIm * vRe;
      }
      for (let p = firstP; p <= lastP; p++) {
        const to = 2 * (p * taps + p + lag);
        result[to] = re;
        result[to + 1] = im;
        if (p === lastP) break;
        // The range moves by one sample.
        const oldA = a - 2 * count;
        const oldB = b - 2 * count;
        re += data[a]! * data[b]! + data[a + 1]! * data[b + 1]!;
        re -= data[oldA]! * data[oldB]! + data[oldA + 1]! * data[oldB + 1]!;
        im += data[a]! * data[b + 1]! - data[a + 1]! * data[b]!;
        im -= data[oldA]! * data[oldB + 1]! - data[oldA + 1]! * data[oldB]!;
        a += 2;
        b += 2;
      }
    }
  };
}
