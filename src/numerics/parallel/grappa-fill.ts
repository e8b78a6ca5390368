import { defineTask } from "../../pool/index.ts";
import { copyRange, type Scattered } from "../cartesian/scattered.ts";
import { requireCount, requireLength } from "../errors.ts";
import { transformAxis } from "../fft/index.ts";
import { kernels, withScratch } from "../kernels/heap.ts";
import { type GrappaKernel, kernelSteps, sourceOffsets, targetOffsets } from "./grappa-kernel.ts";
import { weightCount } from "./grappa-weights.ts";
import { lineFinder, type MissingTargets } from "./lines-to-fill.ts";

/** What is to be filled in an image. */
export interface ImageFilling extends MissingTargets {
  readonly kernel: GrappaKernel;
  /** From `grappaWeights`. */
  readonly weights: Float32Array;
  /** Lines with weights of their own. */
  readonly edges?: readonly { readonly lines: MissingTargets["lines"]; readonly weights: Float32Array }[];
}

/** Parameters of the task. */
export interface GrappaFillWork {
  /** Sizes of e0, e1 and e2. */
  readonly shape: readonly [number, number, number];
  readonly coils: number;
  /** Space of axis e0. */
  readonly readout: "k-space" | "image";
  /** What to fill in each image; `undefined` for an image that stays as it is. */
  readonly images: readonly (ImageFilling | undefined)[];
}

/** Samples along e0 that are processed together: a cache line of complex samples. */
const COLUMNS = 8;
/** Lines that are computed at a time. */
const MOST_LINES = 512;

/** Memory that filling takes at most, in floats: the result, an image of it, and the samples that are multiplied. */
export function fillWorkLength({ shape, coils, readout, images }: GrappaFillWork): number {
  const image = 2 * shape.reduce((product, size) => product * size, coils);
  const gathered = images.map((filling) => {
    if (filling === undefined) return 0;
    const lines = Math.min(MOST_LINES, Math.max(0, ...filling.lines.map(({ length }) => length)));
    const rows = sourceOffsets(filling.kernel).length * coils;
    return 2 * (rows * coils + COLUMNS * (rows + coils) * (lines + (lines % 2)));
  });
  return image * images.length + (readout === "image" ? 0 : image) + Math.max(0, ...gathered);
}

/**
 * Fills lines of k-space with GRAPPA weights, in hybrid space: along the readout, convolution with a kernel is a product
 * with its transform, so a sample of all coils of a missing line is a product of one small matrix per x with the samples
 * of its neighbours at x. The matrices are computed for one x after another; all kernel images never exist.
 * @param data `[images][coils][e2][e1][e0]` complex; not changed
 * @param result of the same shape and space; lines that are not filled are bitwise unchanged
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function fillByGrappa(work: GrappaFillWork, data: Float32Array | Scattered, result: Float32Array): void {
  const { shape, coils, readout, images } = work;
  for (const size of [...shape, coils]) requireCount("the size of an axis", size, 1);
  const length = 2 * shape.reduce((product, size) => product * size, coils);
  requireLength("k-space", data, length * images.length);
  requireLength("the result", result, length * images.length);
  copyRange(data, 0, result);
  for (const [i, filling] of images.entries()) {
    if (filling === undefined) continue;
    for (const { weights } of [filling, ...(filling.edges ?? [])])
      requireLength("the weights", weights, 2 * weightCount(filling.kernel, coils));
    const image = result.subarray(i * length, (i + 1) * length);
    if (readout === "image") {
      fillAll(work, filling, image);
      continue;
    }
    const hybrid = image.slice();
    transformAxis(hybrid, [shape[0], hybrid.length / (2 * shape[0])], 0, "inverse");
    fillAll(work, filling, hybrid);
    for (const { lines } of [filling, ...(filling.edges ?? [])]) copyFilled(work, lines, hybrid, image);
  }
}

function fillAll(work: GrappaFillWork, filling: ImageFilling, image: Float32Array): void {
  fillImage(work, filling, image);
  for (const edge of filling.edges ?? []) fillImage(work, { ...filling, ...edge }, image);
}

/** Fills an image in hybrid space, in place. */
function fillImage({ shape, coils }: GrappaFillWork, filling: ImageFilling, data: Float32Array): void {
  const { kernel, weights, periodic } = filling;
  const [e0, e1, e2] = shape;
  const plane = e1 * e2;
  const sources = sourceOffsets(kernel);
  const targets = targetOffsets(kernel);
  const steps = kernelSteps(kernel.size[0]);
  const at = lineFinder(e1, e2, periodic);
  const rows = sources.length * coils;
  const size = rows * coils;
  const image = complexView(data);
  for (const [t, lines] of filling.lines.entries()) {
    const [d1, d2] = targets[t]!;
    const own = weights.subarray(2 * t * size * steps.length, 2 * (t + 1) * size * steps.length);
    for (let from = 0; from < lines.length; from += MOST_LINES) {
      const some = lines.subarray(from, from + MOST_LINES);
      const width = evenNumber(some.length);
      const neighbours = sources.map(([s1, s2]) =>
        Int32Array.from(some, (line) => at((line % e1) - d1 + s1, Math.floor(line / e1) - d2 + s2)),
      );
      const ofMatrices = matrixScratch(steps.length, size);
      const ofSamples = [2 * COLUMNS * rows * width, 2 * COLUMNS * coils * width] as const;
      withScratch([...ofSamples, ...ofMatrices], (gathered, computed, ...scratch) => {
        const matricesFrom = matrixBuilder(own, { steps, size, e0, coils }, scratch);
        const [sampleView, resultView] = [complexView(gathered), complexView(computed)];
        sampleView.fill(0);
        for (let x = 0; x < e0; x += COLUMNS) {
          const columns = Math.min(COLUMNS, e0 - x);
          for (const [s, neighbour] of neighbours.entries()) {
            for (let coil = 0; coil < coils; coil++) {
              const place = { first: coil * plane, e0, x, columns };
              gather(image, neighbour, place, sampleView, (s * coils + coil) * width, rows * width);
            }
          }
          const matrices = matricesFrom(x);
          for (let column = 0; column < columns; column++) {
            kernels.transformCoils(
              matrices + 8 * column * evenNumber(size),
              gathered.byteOffset + 8 * column * rows * width,
              computed.byteOffset + 8 * column * coils * width,
              rows,
              coils,
              width,
            );
          }
          for (let coil = 0; coil < coils; coil++) {
            const place = { first: coil * plane, e0, x, columns };
            scatter(resultView, coil * width, coils * width, image, some, place);
          }
        }
      });
    }
  }
  if (image.buffer !== data.buffer) data.set(new Float32Array(image.buffer));
}

/** The next even number: kernels compute two samples at a time. */
const evenNumber = (count: number): number => count + (count % 2);

/** Complex samples as numbers of 64 bits, which are copied as one; a copy of the array if its memory is not aligned. */
function complexView(array: Float32Array): Float64Array {
  const { buffer, byteOffset, length } = byteAligned(array);
  return new Float64Array(buffer, byteOffset, length / 2);
}

const byteAligned = (array: Float32Array): Float32Array => (array.byteOffset % 8 === 0 ? array : array.slice());

/** Columns of some lines of a coil. */
interface Columns {
  /** Index of the coil's first line. */
  readonly first: number;
  readonly e0: number;
  readonly x: number;
  readonly columns: number;
}

/** Copies columns of lines to `[columns][…][lines]`, and zeros for lines that are not on the grid. */
function gather(
  image: Float64Array,
  lines: Int32Array,
  { first, e0, x, columns }: Columns,
  target: Float64Array,
  to: number,
  step: number,
): void {
  for (let column = 0; column < columns; column++) {
    const into = to + column * step;
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      target[into + i] = line < 0 ? 0 : image[(first + line) * e0 + x + column]!;
    }
  }
}

/** The inverse of {@link gather}. */
function scatter(
  source: Float64Array,
  from: number,
  step: number,
  image: Float64Array,
  lines: Uint32Array,
  { first, e0, x, columns }: Columns,
): void {
  for (let column = 0; column < columns; column++) {
    for (let i = 0; i < lines.length; i++)
      image[(first + lines[i]!) * e0 + x + column] = source[from + column * step + i]!;
  }
}

interface MatrixOptions {
  readonly steps: readonly number[];
  /** Number of elements of a matrix: sources, their coils, and destinations. */
  readonly size: number;
  readonly e0: number;
  readonly coils: number;
}

/** Floats of the working memory of {@link matrixBuilder}: weights by tap, phases, and matrices. */
function matrixScratch(taps: number, size: number): readonly [number, number, number] {
  return [2 * taps * evenNumber(size), 2 * taps * COLUMNS, 2 * COLUMNS * evenNumber(size)];
}

/**
 * Computes the matrices of a target at {@link COLUMNS} positions from x on: Σ_o w_o e^{−2πi o (x − c) / e0} over the taps
 * o along e0, with c = floor(e0 / 2).
 * @param weights `[sources][coils][e0][destinations]` complex
 * @param scratch of {@link matrixScratch}, on the kernels' heap
 * @returns a function that returns the pointer to `[columns][sources][coils][destinations]`, complex; the matrices have
 *   an even number of elements each
 */
function matrixBuilder(
  weights: Float32Array,
  { steps, size, e0, coils }: MatrixOptions,
  [byTap, phases, matrices]: readonly [Float32Array, Float32Array, Float32Array],
): (x: number) => number {
  const taps = steps.length;
  const width = 2 * coils;
  byTap.fill(0);
  for (let from = 0; from < weights.length; from += width) {
    const [row, tap] = [Math.floor(from / width / taps), (from / width) % taps];
    byTap.set(weights.subarray(from, from + width), 2 * tap * evenNumber(size) + row * width);
  }
  return (x) => {
    for (const [tap, step] of steps.entries()) {
      for (let column = 0; column < COLUMNS; column++) {
        const angle = (-2 * Math.PI * step * (x + column - Math.floor(e0 / 2))) / e0;
        phases.set([Math.cos(angle), Math.sin(angle)], 2 * (tap * COLUMNS + column));
      }
    }
    const pointers = [phases.byteOffset, byTap.byteOffset, matrices.byteOffset] as const;
    kernels.transformCoils(...pointers, taps, COLUMNS, evenNumber(size));
    return matrices.byteOffset;
  };
}

/** Copies the filled lines to k-space. */
function copyFilled(
  { shape, coils }: GrappaFillWork,
  lines: MissingTargets["lines"],
  hybrid: Float32Array,
  image: Float32Array,
) {
  const width = 2 * shape[0];
  for (const line of lines.flatMap((each) => [...each])) {
    for (let coil = 0; coil < coils; coil++) {
      const at = width * (coil * shape[1] * shape[2] + line);
      const filled = hybrid.slice(at, at + width);
      transformAxis(filled, [shape[0]], 0, "forward");
      image.set(filled, at);
    }
  }
}

/** {@link fillByGrappa} as a task of the worker pool. */
export const grappaFillTask = defineTask(
  "grappa-fill",
  (work: GrappaFillWork, data: Float32Array | Scattered, result) => fillByGrappa(work, data, result),
);
