import { NumericsError } from "../errors.ts";
import { kernels } from "../kernels/heap.ts";

/** Samples of a line from `first` on, before `end`. */
export interface SampleRange {
  readonly first: number;
  readonly end: number;
}

/** Where sums are added. */
export interface SumColumns {
  readonly coils: number;
  /** Elements from a line of a coil to that of the next. */
  readonly coilLength: number;
  readonly result: Float64Array;
  readonly at: number;
  readonly columns: number;
}

/** Floats of working memory of {@link LineCorrelations}. */
export const correlationScratch = (taps: number): number => 4 * taps;

/**
 * Computes Σ_x conj(u[x + p]) v[x + q] for two lines u and v and steps p and q, over a range of x. Products with the same
 * lag q − p are sums over nearly the same samples: the first is computed, the others add a sample at one end and remove
 * one at the other. Products and sums are in float64. It is a class, and not a function that returns functions: code that
 * V8 has compiled for these is discarded as soon as the next ones are called.
 */
export class LineCorrelations {
  readonly #data: Float32Array<ArrayBuffer>;
  readonly #sums: Float64Array<ArrayBuffer>;
  readonly #taps: number;
  readonly #count: number;
  /** Elements from the start of a line to the first sample that is used. */
  readonly #start: number;

  /**
   * @param data that has the lines, complex, interleaved; on the kernels' heap
   * @param scratch {@link correlationScratch} floats on the kernels' heap
   * @param steps consecutive
   * @throws NumericsError `shape-mismatch`
   */
  constructor(
    data: Float32Array<ArrayBuffer>,
    scratch: Float32Array<ArrayBuffer>,
    length: number,
    steps: readonly number[],
    range: SampleRange,
  ) {
    if (range.first + steps[0]! < 0 || range.end - 1 + steps.at(-1)! >= length)
      throw new NumericsError("shape-mismatch", `lines of ${length} are too short for the range and the steps`);
    this.#data = data;
    this.#taps = steps.length;
    this.#count = range.end - range.first;
    this.#sums = new Float64Array(scratch.buffer, scratch.byteOffset, 2 * this.#taps);
    this.#start = 2 * (range.first + steps[0]!);
  }

  /**
   * The sums of pairs of lines.
   * @param us, vs first elements of the lines, after those of their coils
   * @param result receives `[lines][p][q]` complex
   */
  allOf(us: Uint32Array, coilOfU: number, vs: Uint32Array, coilOfV: number, result: Float64Array): void {
    const length = 2 * this.#taps * this.#taps;
    for (let i = 0; i < us.length; i++) this.#all(us[i]! + coilOfU, vs[i]! + coilOfV, result, i * length);
  }

  /**
   * Adds the sums of one q, of a line of each coil with the same line.
   * @param u, v first elements of the line of the first coil, and of the other line
   * @param columns.result receives `[coils][p]` complex, `columns` numbers apart, from the element `at` on
   */
  addColumns(q: number, u: number, v: number, { coils, coilLength, result, at, columns }: SumColumns): void {
    for (let coil = 0; coil < coils; coil++) {
      this.#of(q, u + coil * coilLength, v);
      this.#addColumn(result, at + 2 * coil * this.#taps * columns, columns);
    }
  }

  #all(u: number, v: number, result: Float64Array, at: number): void {
    const [sums, taps] = [this.#sums, this.#taps];
    const [first, second] = [u + this.#start, v + this.#start];
    kernels.correlate(this.#pointer(first), this.#pointer(second), this.#count, taps, sums.byteOffset);
    for (let k = 0; k < 2 * taps; k++) result[at + k] = sums[k]!;
    kernels.correlate(this.#pointer(second), this.#pointer(first + 2), this.#count, taps - 1, sums.byteOffset);
    for (let p = 1; p < taps; p++) {
      result[at + 2 * p * taps] = sums[2 * p - 2]!;
      result[at + 2 * p * taps + 1] = -sums[2 * p - 1]!;
    }
    for (let lag = 1 - taps; lag < taps; lag++) this.#follow(first, second, lag, result, at);
  }

  #of(q: number, u: number, v: number): void {
    const fixed = this.#pointer(v + this.#start + 2 * q);
    kernels.correlate(fixed, this.#pointer(u + this.#start), this.#count, this.#taps, this.#sums.byteOffset);
  }

  #addColumn(result: Float64Array, at: number, columns: number): void {
    const sums = this.#sums;
    for (let p = 0; p < this.#taps; p++) {
      result[at + 2 * p * columns]! += sums[2 * p]!;
      result[at + 2 * p * columns + 1]! -= sums[2 * p + 1]!;
    }
  }

  #pointer(element: number): number {
    return this.#data.byteOffset + this.#data.BYTES_PER_ELEMENT * element;
  }

  /** The sums with a lag whose first one is known, `[p][p + lag]`; with a negative lag, `[p − lag][p]`. */
  #follow(u: number, v: number, lag: number, result: Float64Array, at: number): void {
    const [data, taps, count] = [this.#data, this.#taps, this.#count];
    let a = lag < 0 ? u - 2 * lag : u;
    let b = lag < 0 ? v : v + 2 * lag;
    const first = at + 2 * (lag < 0 ? -lag * taps : lag);
    let [re, im] = [result[first]!, result[first + 1]!];
    for (let p = 1; p < taps - Math.abs(lag); p++, a += 2, b += 2) {
      // The range moves by one sample.
      const [endA, endB] = [a + 2 * count, b + 2 * count];
      re += data[endA]! * data[endB]! + data[endA + 1]! * data[endB + 1]!;
      re -= data[a]! * data[b]! + data[a + 1]! * data[b + 1]!;
      im += data[endA]! * data[endB + 1]! - data[endA + 1]! * data[endB]!;
      im -= data[a]! * data[b + 1]! - data[a + 1]! * data[b]!;
      const to = first + 2 * p * (taps + 1);
      result[to] = re;
      result[to + 1] = im;
    }
  }
}
