import { withScratch } from "../kernels/heap.ts";
import {
  type BlockShape,
  type GrappaKernel,
  kernelPositions,
  kernelSteps,
  kernelTargets,
  type LineOffset,
  sourceOffsets,
} from "./grappa-kernel.ts";
import { correlationScratch, LineCorrelations, type SampleRange } from "./line-correlations.ts";

/** The overdetermined equations A w = b of a kernel; unknowns are `[sources][coils][e0]`. */
export interface NormalEquations {
  readonly unknowns: number;
  readonly equations: number;
  /** AᴴA, `[unknowns][unknowns]` complex. */
  readonly matrix: Float64Array<ArrayBuffer>;
  /** Aᴴb, `[unknowns][targets][destinations]` complex. */
  readonly rightSides: Float64Array<ArrayBuffer>;
  /** Σ |b|² over all targets and destinations. */
  readonly energy: number;
}

/** More equations per unknown improve the weights no further (Gadgetron's limit for volumes). */
const MOST = 45;

/**
 * The normal equations of a GRAPPA kernel, over all positions within a calibration block; along e0 over as many about
 * `center` as give 45 equations per unknown. The samples of A are those of the block, many times over, so AᴴA consists
 * of sums over products of two lines with a lag along e0, and each is computed once.
 * @param data `[coils][e2][e1][e0]` complex
 * @param center of k-space along e0
 * @param most positions along e0; by default, as many as give 45 equations per unknown
 */
export function normalEquations(
  data: Float32Array,
  block: BlockShape,
  kernel: GrappaKernel,
  center: number,
  most?: number,
): NormalEquations {
  return withScratch([data.length, correlationScratch(kernel.size[0])], (samples, scratch) => {
    samples.set(data);
    return equationsOf(samples, scratch, block, kernel, center, most);
  });
}

/** @param data, scratch on the kernels' heap */
function equationsOf(
  data: Float32Array<ArrayBuffer>,
  scratch: Float32Array<ArrayBuffer>,
  block: BlockShape,
  kernel: GrappaKernel,
  center: number,
  most: number | undefined,
): NormalEquations {
  const { e0, e1, e2, coils } = block;
  const sources = sourceOffsets(kernel);
  const targets = kernelTargets(kernel);
  const destinations = kernel.destinations ?? coils;
  const steps = kernelSteps(kernel.size[0]);
  const taps = steps.length;
  const unknowns = sources.length * coils * taps;
  const positions = kernelPositions(kernel, block);
  const lines = positions.e1.count * positions.e2.count;
  const range = sampleRange(e0, steps, center, most ?? (lines === 0 ? 0 : Math.ceil((MOST * unknowns) / lines)));
  const isPosition = (row1: number, row2: number) =>
    row1 >= positions.e1.first &&
    row1 < positions.e1.first + positions.e1.count &&
    row2 >= positions.e2.first &&
    row2 < positions.e2.first + positions.e2.count;
  const correlations = new LineCorrelations(data, scratch, e0, steps, range);
  const coilLength = 2 * e0 * e1 * e2;
  /** First elements of lines of the first coil. */
  const starts = (rows: readonly LineOffset[], [offset1, offset2]: LineOffset) =>
    Uint32Array.from(rows, ([row1, row2]) => 2 * e0 * ((row2 + offset2) * e1 + row1 + offset1));

  const matrix = new Float64Array(2 * unknowns * unknowns);
  const sum = new Float64Array(2 * taps * taps);
  for (const { offset, pairs } of pairsByDistance(sources)) {
    const isZero = offset.every((distance) => distance === 0);
    const rows = rowsWithin(block, offset);
    const [from, to] = [starts(rows, [0, 0]), starts(rows, offset)];
    /** Of each pair: the rows that have the first source of an equation. */
    const used = pairs.map(([first]) => {
      const [from1, from2] = sources[first]!;
      return Uint32Array.from(rows.flatMap(([row1, row2], row) => (isPosition(row1 - from1, row2 - from2) ? row : [])));
    });
    const products = new Float64Array(rows.length * sum.length);
    for (let a = 0; a < coils; a++) {
      for (let b = isZero ? a : 0; b < coils; b++) {
        correlations.allOf(from, a * coilLength, to, b * coilLength, products);
        for (let pair = 0; pair < pairs.length; pair++) {
          const [i, j] = pairs[pair]!;
          sumOf(products, used[pair]!, sum);
          store(matrix, unknowns, (i * coils + a) * taps, (j * coils + b) * taps, sum, taps);
        }
      }
    }
  }

  const columns = targets.length * destinations;
  const rightSides = new Float64Array(2 * unknowns * columns);
  const middle = steps.indexOf(0);
  const centers = rowsWithin({ e1: positions.e1.count, e2: positions.e2.count }, [0, 0]).map(
    ([row1, row2]): LineOffset => [row1 + positions.e1.first, row2 + positions.e2.first],
  );
  const sourceStarts = sources.map((source) => starts(centers, source));
  let energy = 0;
  for (const [t, target] of targets.entries()) {
    const targetStarts = starts(centers, target);
    for (let b = 0; b < destinations; b++) {
      for (let row = 0; row < centers.length; row++) {
        const to = targetStarts[row]! + b * coilLength;
        energy = addEnergy(energy, data, to + 2 * range.first, to + 2 * range.end);
        for (let s = 0; s < sources.length; s++) {
          const at = 2 * (s * coils * taps * columns + t * destinations + b);
          const from = sourceStarts[s]![row]!;
          correlations.addColumns(middle, from, to, { coils, coilLength, result: rightSides, at, columns });
        }
      }
    }
  }
  return { unknowns, equations: lines * (range.end - range.first), matrix, rightSides, energy };
}

/** The sum of some rows of products. */
function sumOf(products: Float64Array, rows: Uint32Array, sum: Float64Array): void {
  sum.fill(0);
  for (const row of rows) {
    const at = row * sum.length;
    for (let k = 0; k < sum.length; k++) sum[k]! += products[at + k]!;
  }
}

/** @returns the sum, with the energy of some samples; one number after the other, so that it is always the same */
function addEnergy(sum: number, data: Float32Array, from: number, to: number): number {
  let energy = sum;
  for (let k = from; k < to; k++) energy += data[k]! * data[k]!;
  return energy;
}

/** The middle samples of the equations along e0: at most `most`, about the centre. */
function sampleRange(e0: number, steps: readonly number[], center: number, most: number): SampleRange {
  const [first, end] = [-steps[0]!, e0 - steps.at(-1)!];
  const count = Math.max(0, Math.min(most, end - first));
  const from = Math.max(first, Math.min(center - Math.floor(count / 2), end - count));
  return { first: from, end: from + count };
}

/** Pairs of sources, by the distance from the first to the second; one of each two opposite distances. */
function pairsByDistance(sources: readonly LineOffset[]) {
  const groups = new Map<string, { offset: LineOffset; pairs: (readonly [number, number])[] }>();
  for (const [i, from] of sources.entries()) {
    for (const [j, to] of sources.entries()) {
      const offset = [to[0] - from[0], to[1] - from[1]] as const;
      if (offset[1] < 0 || (offset[1] === 0 && offset[0] < 0)) continue;
      const key = offset.join();
      const group = groups.get(key) ?? { offset, pairs: [] };
      group.pairs.push([i, j]);
      groups.set(key, group);
    }
  }
  return groups.values();
}

/** The lines of a block whose line at a distance is within the block, too. */
function rowsWithin({ e1, e2 }: Pick<BlockShape, "e1" | "e2">, offset: LineOffset): LineOffset[] {
  const rows: LineOffset[] = [];
  for (let row2 = Math.max(0, -offset[1]); row2 < Math.min(e2, e2 - offset[1]); row2++) {
    for (let row1 = Math.max(0, -offset[0]); row1 < Math.min(e1, e1 - offset[0]); row1++) rows.push([row1, row2]);
  }
  return rows;
}

/** Writes a block of products to a matrix, and its conjugate transpose to the other triangle. */
function store(matrix: Float64Array, n: number, row: number, column: number, block: Float64Array, taps: number): void {
  for (let i = 0; i < taps; i++) {
    for (let j = 0; j < taps; j++) {
      const [re, im] = [block[2 * (i * taps + j)]!, block[2 * (i * taps + j) + 1]!];
      matrix[2 * ((row + i) * n + column + j)] = re;
      matrix[2 * ((row + i) * n + column + j) + 1] = im;
      matrix[2 * ((column + j) * n + row + i)] = re;
      matrix[2 * ((column + j) * n + row + i) + 1] = -im;
    }
  }
}
