import type { StoredLine } from "../cartesian/grid-lines.ts";
import { kernels, withScratch } from "../kernels/heap.ts";
import { type GrappaKernel, kernelSteps, sourceOffsets, targetOffsets } from "./grappa-kernel.ts";
import { COLUMNS, KernelMatrices, matricesScratch } from "./kernel-matrices.ts";
import { lineFinder, type MissingTargets } from "./lines-to-fill.ts";

/** Lines that are computed at a time: with the samples of their neighbours in the first cache, if coils are few. */
const MOST_LINES = 32;
/** Columns of a factor that the kernel for products of matrices computes together. */
const LINES_TOGETHER = 8;
/** Of fewer lines, a matrix times their samples takes longer than their samples, transposed, times the matrix. */
const FEW_LINES = 4;

/** Lines that are filled with the same weights. */
export interface WeightedLines extends MissingTargets {
  readonly kernel: GrappaKernel;
  /** From `grappaWeights`. */
  readonly weights: Float32Array;
}

/** The samples of a line in hybrid space, as numbers of 64 bits, which are copied as one. */
export interface SourceLine extends Omit<StoredLine, "samples"> {
  readonly samples: Float64Array;
}

/** Complex samples as numbers of 64 bits, which are copied as one; a copy of the array if its memory is not aligned. */
export function complexView(array: Float32Array): Float64Array {
  const { buffer, byteOffset, length } = array.byteOffset % 8 === 0 ? array : array.slice();
  return new Float64Array(buffer, byteOffset, length / 2);
}

/** Floats of the working memory of {@link fillLines}. */
export function fillScratch({ kernel, lines }: Pick<WeightedLines, "kernel" | "lines">, coils: number): number {
  const sources = sourceOffsets(kernel).map((_, i) => i);
  const options = { targets: lines.map((_, i) => i), sources, steps: kernelSteps(kernel.size[0]), coils };
  const rows = (sources.length + 1) * coils;
  return matricesScratch(options).reduce((sum, length) => sum + length, 2 * COLUMNS * rows * MOST_LINES);
}

/**
 * Computes lines with the same weights.
 * @param sources in hybrid space
 * @param result receives the lines of each target, `[lines][coils][e0]` complex in hybrid space
 */
export function fillLines(
  { shape, coils }: { readonly shape: readonly [number, number, number]; readonly coils: number },
  group: WeightedLines,
  sources: readonly (SourceLine | undefined)[],
  result: Float32Array,
): void {
  const { kernel, weights, lines } = group;
  const [e0] = shape;
  const targets = [...lines.keys()].filter((target) => lines[target]!.length > 0);
  const used = usedSources(kernel, weights, coils);
  if (targets.length === 0) return;
  const parts = partsOf({ shape, coils, targets, used, sources }, group);
  const filled = complexView(result);
  const allSources = sourceOffsets(kernel).length;
  const options = { targets, sources: used, allSources, steps: kernelSteps(kernel.size[0]), e0, coils };
  const rows = used.length * coils;
  const lengths = [2 * COLUMNS * rows * MOST_LINES, 2 * COLUMNS * coils * MOST_LINES] as const;
  withScratch([...lengths, ...matricesScratch(options)], (gathered, computed, ...scratch) => {
    const matrices = new KernelMatrices(weights, options, scratch);
    const [samples, values] = [complexView(gathered), complexView(computed)];
    samples.fill(0);
    for (let x = 0; x < e0; x += COLUMNS) {
      const columns = Math.min(COLUMNS, e0 - x);
      matrices.compute(x);
      for (const part of parts) {
        const { width } = part;
        if (part.gathers) gather(part, { coils, x, columns }, samples);
        for (let column = 0; column < columns; column++) {
          const matrix = matrices.pointer(part.t, column);
          const source = gathered.byteOffset + 8 * column * rows * width;
          const product = computed.byteOffset + 8 * column * coils * width;
          if (part.few) kernels.transformCoils(source, matrix, product, rows, width, coils);
          else kernels.transformCoils(matrix, source, product, rows, coils, width);
        }
        scatter(values, { coils, x, columns }, filled, part, e0);
      }
    }
  });
  if (filled.buffer !== result.buffer) result.set(new Float32Array(filled.buffer));
}

/** Some lines of a target, which are computed together. */
interface Part {
  /** Index of the target, of those that have lines. */
  readonly t: number;
  /** `[sources][lines]`; `undefined` for lines without samples. */
  readonly neighbours: readonly (readonly (SourceLine | undefined)[])[];
  /** Length of the lists of lines that are multiplied. */
  readonly width: number;
  /** Whether the matrix is the factor of which the kernel for products computes several columns together. */
  readonly few: boolean;
  /** Index of the first line in the result. */
  readonly first: number;
  /** The lines of the lattice at or before them, from which the neighbours follow. */
  readonly key: string;
  /** Whether the neighbours differ from those of the part before. */
  readonly gathers: boolean;
}

/** The lines that a line is computed from, in the order of the kernel's sources; −1 for those outside of the grid. */
export function lineSources(
  { kernel, periodic }: Pick<WeightedLines, "kernel" | "periodic">,
  [e1, e2]: readonly [number, number],
  target: number,
  line: number,
): number[] {
  const at = lineFinder(e1, e2, periodic);
  const [d1, d2] = targetOffsets(kernel)[target]!;
  return sourceOffsets(kernel).map(([s1, s2]) => at((line % e1) - d1 + s1, Math.floor(line / e1) - d2 + s2));
}

/** Sources whose weights are not all zero: at edges of k-space, some are. */
function usedSources(kernel: GrappaKernel, weights: Float32Array, coils: number): number[] {
  const sources = sourceOffsets(kernel).length;
  const length = 2 * coils * kernel.size[0] * coils;
  return Array.from({ length: sources }, (_, source) => source).filter((source) =>
    targetOffsets(kernel).some((_, target) => {
      const from = (target * sources + source) * length;
      return weights.subarray(from, from + length).some((weight) => weight !== 0);
    }),
  );
}

interface PartsOptions {
  readonly shape: readonly [number, number, number];
  readonly coils: number;
  readonly targets: readonly number[];
  readonly used: readonly number[];
  readonly sources: readonly (SourceLine | undefined)[];
}

function partsOf(
  { shape: [, e1, e2], coils, targets, used, sources }: PartsOptions,
  { kernel, lines, periodic }: WeightedLines,
): Part[] {
  const at = lineFinder(e1, e2, periodic);
  const offsets = sourceOffsets(kernel);
  const most = Math.max(0, ...lines.map(({ length }) => length));
  const parts: Part[] = [];
  for (let from = 0; from < most; from += MOST_LINES) {
    let first = from;
    for (const [t, target] of targets.entries()) {
      const some = lines[target]!.subarray(from, from + MOST_LINES);
      const [d1, d2] = targetOffsets(kernel)[target]!;
      const bases = Array.from(some, (line) => [(line % e1) - d1, Math.floor(line / e1) - d2] as const);
      const neighbours = used.map((source) => {
        const [s1, s2] = offsets[source]!;
        return bases.map(([b1, b2]) => sources[at(b1 + s1, b2 + s2)]);
      });
      const few = some.length <= FEW_LINES && coils % LINES_TOGETHER === 0;
      const width = few ? some.length : LINES_TOGETHER * Math.ceil(some.length / LINES_TOGETHER);
      const key = bases.join(" ");
      if (some.length > 0) parts.push({ t, neighbours, few, width, first, key, gathers: parts.at(-1)?.key !== key });
      first += lines[target]!.length;
    }
  }
  return parts;
}

/** Columns of some lines. */
interface Columns {
  readonly coils: number;
  readonly x: number;
  readonly columns: number;
}

/** Copies columns of neighbours to `[columns][sources][coils][width]`, and zeros for lines without samples. */
function gather({ neighbours, width }: Part, { coils, x, columns }: Columns, target: Float64Array): void {
  const step = neighbours.length * coils * width;
  for (const [s, lines] of neighbours.entries()) {
    for (let coil = 0; coil < coils; coil++) {
      for (let i = 0; i < lines.length; i++) {
        const line = lines[i];
        const to = (s * coils + coil) * width + i;
        if (line === undefined) for (let column = 0; column < columns; column++) target[to + column * step] = 0;
        else {
          const { samples } = line;
          const from = line.from + coil * line.stride + x;
          for (let column = 0; column < columns; column++) target[to + column * step] = samples[from + column]!;
        }
      }
    }
  }
}

/** Copies `[columns][coils][width]`, or `[columns][width][coils]` of few lines, to columns of lines. */
function scatter(
  values: Float64Array,
  { coils, x, columns }: Columns,
  lines: Float64Array,
  { first, width, few, neighbours }: Part,
  e0: number,
): void {
  const count = neighbours[0]!.length;
  const [ofLine, ofCoil] = few ? [coils, 1] : [1, width];
  for (let i = 0; i < count; i++) {
    for (let coil = 0; coil < coils; coil++) {
      const to = ((first + i) * coils + coil) * e0 + x;
      for (let column = 0; column < columns; column++) {
        lines[to + column] = values[column * coils * width + coil * ofCoil + i * ofLine]!;
      }
    }
  }
}
