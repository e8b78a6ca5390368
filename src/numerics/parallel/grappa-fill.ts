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
function fillImage({ shape, coils }: GrappaFillWork, filling: ImageFilling, image: Float32Array): void {
  const { kernel, weights, periodic } = filling;
  const [e0, e1, e2] = shape;
  const plane = e1 * e2;
  const sources = sourceOffsets(kernel);
  const targets = targetOffsets(kernel);
  const steps = kernelSteps(kernel.size[0]);
  const at = lineFinder(e1, e2, periodic);
  const rows = sources.length * coils;
  const matrixLength = 2 * rows * coils;
  for (const [t, lines] of filling.lines.entries()) {
    const [d1, d2] = targets[t]!;
    const own = weights.subarray(t * matrixLength * steps.length, (t + 1) * matrixLength * steps.length);
    for (let from = 0; from < lines.length; from += MOST_LINES) {
      const some = lines.subarray(from, from + MOST_LINES);
      const width = some.length + (some.length % 2); // the kernel computes two at a time
      const neighbours = sources.map(([s1, s2]) =>
        Int32Array.from(some, (line) => at((line % e1) - d1 + s1, Math.floor(line / e1) - d2 + s2)),
      );
      const block = 2 * width;
      withScratch([matrixLength, COLUMNS * rows * block, COLUMNS * coils * block], (matrix, gathered, computed) => {
        gathered.fill(0);
        for (let x = 0; x < e0; x += COLUMNS) {
          const columns = Math.min(COLUMNS, e0 - x);
          for (const [s, neighbour] of neighbours.entries()) {
            for (let coil = 0; coil < coils; coil++) {
              const to = (s * coils + coil) * block;
              gather(image, neighbour, { first: coil * plane, e0, x, columns }, gathered, to, rows * block);
            }
          }
          for (let column = 0; column < columns; column++) {
            matrixAt(own, steps, coils, x + column, e0, matrix);
            kernels.transformCoils(
              matrix.byteOffset,
              gathered.byteOffset + 4 * column * rows * block,
              computed.byteOffset + 4 * column * coils * block,
              rows,
              coils,
              width,
            );
          }
          for (let coil = 0; coil < coils; coil++) {
            const place = { first: coil * plane, e0, x, columns };
            scatter(computed, coil * block, coils * block, image, some, place);
          }
        }
      });
    }
  }
}

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
  image: Float32Array,
  lines: Int32Array,
  { first, e0, x, columns }: Columns,
  target: Float32Array,
  to: number,
  step: number,
): void {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const from = 2 * ((first + line) * e0 + x);
    for (let column = 0; column < columns; column++) {
      const into = to + column * step + 2 * i;
      target[into] = line < 0 ? 0 : image[from + 2 * column]!;
      target[into + 1] = line < 0 ? 0 : image[from + 2 * column + 1]!;
    }
  }
}

/** The inverse of {@link gather}. */
function scatter(
  source: Float32Array,
  from: number,
  step: number,
  image: Float32Array,
  lines: Uint32Array,
  { first, e0, x, columns }: Columns,
): void {
  for (let i = 0; i < lines.length; i++) {
    const to = 2 * ((first + lines[i]!) * e0 + x);
    for (let column = 0; column < columns; column++) {
      image[to + 2 * column] = source[from + column * step + 2 * i]!;
      image[to + 2 * column + 1] = source[from + column * step + 2 * i + 1]!;
    }
  }
}

/**
 * The matrix of a target at x, Σ_o w_o e^{−2πi o (x − c) / e0} over the taps o along e0, with c = floor(e0 / 2).
 * @param weights `[sources][coils][e0][coils]` complex
 * @param matrix `[sources][coils][coils]` complex
 */
function matrixAt(
  weights: Float32Array,
  steps: readonly number[],
  coils: number,
  x: number,
  e0: number,
  matrix: Float32Array,
): void {
  const angle = (-2 * Math.PI * (x - Math.floor(e0 / 2))) / e0;
  const width = 2 * coils;
  matrix.fill(0);
  for (const [tap, step] of steps.entries()) {
    const [cos, sin] = [Math.cos(angle * step), Math.sin(angle * step)];
    for (let row = 0; row < matrix.length / width; row++) {
      const from = (row * steps.length + tap) * width;
      for (let k = 0; k < width; k += 2) {
        const [re, im] = [weights[from + k]!, weights[from + k + 1]!];
        matrix[row * width + k]! += re * cos - im * sin;
        matrix[row * width + k + 1]! += re * sin + im * cos;
      }
    }
  }
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
