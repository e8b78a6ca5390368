import { NumericsError } from "../errors.ts";
import { kernels } from "../kernels/heap.ts";

/** Samples of a line from `first` on, before `end`. */
export interface SampleRange {
  readonly first: number;
  readonly end: number;
}

/** Floats of working memory of {@link lineCorrelations}. */
export const correlationScratch = (taps: number): number => 4 * taps;

/**
 * Functions that compute Σ_x conj(u[x + p]) v[x + q] for two lines u and v and steps p and q, over a range of x.
 * Products with the same lag q − p are sums over nearly the same samples: the first is computed, the others add a sample
 * at one end and remove one at the other. Products and sums are in float64.
 * @param data that has the lines, complex, interleaved; on the kernels' heap
 * @param scratch {@link correlationScratch} floats on the kernels' heap
 * @param steps consecutive
 * @throws NumericsError `shape-mismatch`
 */
export function lineCorrelations(
  data: Float32Array<ArrayBuffer>,
  scratch: Float32Array<ArrayBuffer>,
  length: number,
  steps: readonly number[],
  range: SampleRange,
) {
  const taps = steps.length;
  const count = range.end - range.first;
  if (range.first + steps[0]! < 0 || range.end - 1 + steps.at(-1)! >= length)
    throw new NumericsError("shape-mismatch", `lines of ${length} are too short for the range and the steps`);
  const sums = new Float64Array(scratch.buffer, scratch.byteOffset, 2 * taps);
  const start = 2 * (range.first + steps[0]!);
  const pointer = (element: number) => data.byteOffset + data.BYTES_PER_ELEMENT * element;

  /** The sums with a lag whose first one is known, `[p][p + lag]`; with a negative lag, `[p − lag][p]`. */
  const follow = (u: number, v: number, lag: number, result: Float64Array): void => {
    let [a, b] = [u + start, v + start];
    if (lag < 0) a -= 2 * lag;
    else b += 2 * lag;
    const first = lag < 0 ? -lag * taps : lag;
    let [re, im] = [result[2 * first]!, result[2 * first + 1]!];
    for (let p = 1; p < taps - Math.abs(lag); p++, a += 2, b += 2) {
      // The range moves by one sample.
      const [endA, endB] = [a + 2 * count, b + 2 * count];
      re += data[endA]! * data[endB]! + data[endA + 1]! * data[endB + 1]!;
      re -= data[a]! * data[b]! + data[a + 1]! * data[b + 1]!;
      im += data[endA]! * data[endB + 1]! - data[endA + 1]! * data[endB]!;
      im -= data[a]! * data[b + 1]! - data[a + 1]! * data[b]!;
      const to = 2 * (first + p * (taps + 1));
      result[to] = re;
      result[to + 1] = im;
    }
  };

  return {
    /**
     * @param u, v first elements of the lines
     * @param result `[p][q]` complex
     */
    all(u: number, v: number, result: Float64Array): void {
      kernels.correlate(pointer(u + start), pointer(v + start), count, taps, sums.byteOffset);
      result.set(sums);
      kernels.correlate(pointer(v + start), pointer(u + start), count, taps, sums.byteOffset);
      for (let p = 1; p < taps; p++) {
        result[2 * p * taps] = sums[2 * p]!;
        result[2 * p * taps + 1] = -sums[2 * p + 1]!;
      }
      for (let lag = 1 - taps; lag < taps; lag++) follow(u, v, lag, result);
    },
    /**
     * The sums of one q.
     * @param result `[p]` complex
     */
    of(q: number, u: number, v: number, result: Float64Array): void {
      kernels.correlate(pointer(v + start + 2 * q), pointer(u + start), count, taps, sums.byteOffset);
      for (let p = 0; p < taps; p++) {
        result[2 * p] = sums[2 * p]!;
        result[2 * p + 1] = -sums[2 * p + 1]!;
      }
    },
  };
}
