import { defineTask } from "../../pool/index.ts";
import { GridLines, type StoredLine } from "../cartesian/grid-lines.ts";
import { copyRange, type Scattered } from "../cartesian/scattered.ts";
import { requireCount, requireLength } from "../errors.ts";
import { transformAxis } from "../fft/index.ts";
import { complexView, fillLines, fillScratch, type SourceLine, type WeightedLines } from "./fill-lines.ts";
import { sourceOffsets } from "./grappa-kernel.ts";
import { weightCount } from "./grappa-weights.ts";
import type { MissingTargets } from "./lines-to-fill.ts";

/** What is to be filled in an image. */
export interface ImageFilling extends WeightedLines {
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

/** Measured on one core of 2.5 GHz: of a complex product, and of copying a sample. */
const MS_PER_PRODUCT = 2.2e-7;
const MS_PER_COPY = 1.5e-6;

/** The lines of an image by their weights: those with all neighbours, and those of each edge. */
export function lineGroups(filling: ImageFilling): WeightedLines[] {
  const { kernel, periodic, lines, weights, edges = [] } = filling;
  return [{ lines, weights }, ...edges].map((group) => ({
    kernel,
    periodic,
    lines: group.lines,
    weights: group.weights,
  }));
}

/** The indices of the lines that are filled in an image, `[e2][e1]`, in the order of the result. */
export function filledLines({ lines, edges = [] }: ImageFilling): number[] {
  return [lines, ...edges.map((edge) => edge.lines)].flat().flatMap((each) => [...each]);
}

/** Floats of the result of the task. */
export function fillLength({ shape, coils, images }: GrappaFillWork): number {
  return images.reduce((sum, filling) => sum + (filling ? filledLines(filling).length : 0), 0) * 2 * shape[0] * coils;
}

/** Estimated time of the task. */
export function fillMs({ shape, coils, images }: GrappaFillWork): number {
  return images.reduce((sum, filling) => {
    if (filling === undefined) return sum;
    const samples = filledLines(filling).length * shape[0];
    const rows = sourceOffsets(filling.kernel).length * coils;
    const matrices = shape[0] * filling.lines.length * filling.kernel.size[0] * rows * coils;
    return sum + (samples * rows * coils + matrices) * MS_PER_PRODUCT + samples * rows * MS_PER_COPY;
  }, 0);
}

/** Memory that filling takes at most, in floats: the result, the lines in hybrid space, and what is multiplied. */
export function fillWorkLength(work: GrappaFillWork): number {
  const { shape, coils, readout, images } = work;
  const hybrid = readout === "image" ? 0 : 2 * shape.reduce((product, size) => product * size, coils);
  return (
    fillLength(work) + hybrid + Math.max(0, ...images.map((filling) => (filling ? fillScratch(filling, coils) : 0)))
  );
}

/**
 * Computes lines of k-space with GRAPPA weights, in hybrid space: along the readout, convolution with a kernel is a
 * product with its transform, so a sample of all coils of a missing line is a product of one small matrix per x with
 * the samples of its neighbours at x. The matrices are computed for one x after another; all kernel images never exist.
 * @param data `[images][coils][e2][e1][e0]` complex; not changed
 * @param result receives the lines of each image, `[lines][coils][e0]` complex in the same space, see `filledLines`
 * @throws NumericsError `bad-length`, `shape-mismatch`
 */
export function fillByGrappa(work: GrappaFillWork, data: Float32Array | Scattered, result: Float32Array): void {
  const { shape, coils, readout, images } = work;
  const [e0, e1, e2] = shape;
  for (const size of [...shape, coils]) requireCount("the size of an axis", size, 1);
  requireLength("k-space", data, 2 * e0 * e1 * e2 * coils * images.length);
  requireLength("the lines", result, fillLength(work));
  const grid =
    data instanceof GridLines ? data : GridLines.of({ e0, e1, e2, coils, images: images.length }, arrayOf(data));
  let from = 0;
  for (const [i, filling] of images.entries()) {
    if (filling === undefined) continue;
    const sources = sourceLines(grid.storedLines(i), work);
    const start = from;
    for (const group of lineGroups(filling)) {
      requireLength("the weights", group.weights, 2 * weightCount(filling.kernel, coils));
      const end = from + 2 * e0 * coils * group.lines.reduce((sum, { length }) => sum + length, 0);
      fillLines(work, group, sources, result.subarray(from, end));
      from = end;
    }
    const filled = result.subarray(start, from);
    if (readout === "k-space" && from > start) transformAxis(filled, [e0, filled.length / (2 * e0)], 0, "forward");
  }
}

function arrayOf(data: Float32Array | Scattered): Float32Array {
  if (data instanceof Float32Array) return data;
  const array = new Float32Array(data.length);
  copyRange(data, 0, array);
  return array;
}

/** `[e2][e1]` */
function sourceLines(
  lines: readonly (StoredLine | undefined)[],
  { shape: [e0], coils, readout }: GrappaFillWork,
): (SourceLine | undefined)[] {
  if (readout === "image") return lines.map((line) => line && { ...line, samples: complexView(line.samples) });
  const width = 2 * e0 * coils;
  const hybrid = new Float32Array(width * lines.length);
  for (const [i, line] of lines.entries()) {
    if (line === undefined) continue;
    for (let coil = 0; coil < coils; coil++) {
      const from = 2 * (line.from + coil * line.stride);
      hybrid.set(line.samples.subarray(from, from + 2 * e0), i * width + 2 * e0 * coil);
    }
  }
  transformAxis(hybrid, [e0, coils * lines.length], 0, "inverse");
  const samples = complexView(hybrid);
  return lines.map((line, i) => line && { samples, stride: e0, from: (i * width) / 2 });
}

/** {@link fillByGrappa} as a task of the worker pool. */
export const grappaFillTask = defineTask(
  "grappa-fill",
  (work: GrappaFillWork, data: Float32Array | Scattered, result) => fillByGrappa(work, data, result),
  GridLines.assemble,
);
