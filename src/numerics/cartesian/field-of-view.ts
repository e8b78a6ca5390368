/** Complex weights of the samples of one axis, by position on the new grid. */
export interface AxisWeights {
  /** Size of the new grid, and its first position that has weights. */
  readonly size: number;
  readonly first: number;
  /** For each position from `first` on: weights of the samples from `from` on, `[2 · samples]` complex. */
  readonly rows: readonly { readonly from: number; readonly weights: Float64Array }[];
  /** The sample nearest to each position. */
  readonly nearest: readonly number[];
}

/** Samples on each side of a position that are used at most: those further away have weights of less than 0.003. */
const MOST_TAPS = 128;

/** The samples that an axis has, and the k-space centre among them; all counted alike. */
interface SampledRange {
  readonly first: number;
  readonly last: number;
  readonly center: number;
  /** Of the new grid. */
  readonly size: number;
}

/**
 * Weights of the samples of an axis for each sample of another grid, both unitary and centred: Σ over the samples l of
 * sinc(j − l / r) / r, which is the transform of the field of view divided by r, times the phase of the shift.
 * @param ratio r of the fields of view, at least 1
 * @param shift of the reference, in fields of view of the other grid
 */
export function axisWeights(range: SampledRange, ratio: number, shift: number): AxisWeights {
  const { first, last, center, size } = range;
  const middle = Math.floor(size / 2);
  const from = Math.max(-middle, Math.ceil((first - center) / ratio));
  const to = Math.min(size - 1 - middle, Math.floor((last - center) / ratio));
  const nearest: number[] = [];
  const rows = Array.from({ length: Math.max(0, to - from + 1) }, (_, row) => {
    const j = from + row;
    const near = Math.max(first, Math.min(last, center + Math.round(j * ratio)));
    nearest.push(near);
    const [cos, sin] = [Math.cos(-2 * Math.PI * j * shift), Math.sin(-2 * Math.PI * j * shift)];
    const taps = ratio === 1 ? 0 : MOST_TAPS;
    const [begin, end] = [Math.max(first, near - taps), Math.min(last, near + taps)];
    const weights = new Float64Array(2 * (end - begin + 1));
    for (let l = begin; l <= end; l += 1) {
      const weight = sinc(j - (l - center) / ratio) / ratio;
      weights[2 * (l - begin)] = weight * cos;
      weights[2 * (l - begin) + 1] = weight * sin;
    }
    return { from: begin, weights };
  });
  return { size, first: middle + from, rows, nearest };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Number.isInteger(x) ? 0 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/**
 * Weighted sums along the middle one of three axes.
 * @param data `[after][size][before]` complex
 * @returns `[after][weights.size][before]` complex
 */
export function combineAlong(
  data: Float32Array,
  [before, size, after]: readonly [number, number, number],
  weights: AxisWeights,
): Float32Array {
  const result = new Float32Array(2 * before * weights.size * after);
  for (let outer = 0; outer < after; outer += 1) {
    for (const [row, { from, weights: factors }] of weights.rows.entries()) {
      const to = 2 * before * (outer * weights.size + weights.first + row);
      for (let l = 0; l < factors.length / 2; l += 1) {
        const [re, im] = [factors[2 * l]!, factors[2 * l + 1]!];
        if (re === 0 && im === 0) continue;
        const start = 2 * before * (outer * size + from + l);
        for (let i = 0; i < 2 * before; i += 2) {
          result[to + i]! += re * data[start + i]! - im * data[start + i + 1]!;
          result[to + i + 1]! += re * data[start + i + 1]! + im * data[start + i]!;
        }
      }
    }
  }
  return result;
}
