import type { KSpace } from "../../gadget-api/index.ts";
import { freshMemory, type SampleMemory } from "../../gadget-api/services/index.ts";
import { transformAxis } from "../../numerics/fft/index.ts";
import { acquiredSamples, imageLines } from "./image-lines.ts";
import { type LineBlock, largestBlock } from "./largest-block.ts";

/** A fully sampled block of k-space, from which coil maps and kernels are computed. */
export interface CalibrationBlock {
  readonly shape: { readonly e0: number; readonly e1: number; readonly e2: number; readonly coils: number };
  /** Position of its first sample on the grid of its k-space, along e0, e1 and e2. */
  readonly first: readonly [number, number, number];
  /** Index of the k-space centre within the block, along e0, e1 and e2; the block's middle if it is not in the block. */
  readonly center: readonly [number, number, number];
  /** `[coils][e2][e1][e0]` complex, in k-space along all axes; computed at the first access. */
  readonly data: Float32Array;
}

/**
 * The largest block of an image's lines that were all acquired, as a dense array: of a reference, or of image data
 * whose centre is fully sampled. Along e0 it has the samples that all of its lines have, without the zeros around
 * shorter readouts.
 * @param image index of the image, `[slices][s][n]`
 * @param memory of the data, to which they have to be released; by default, memory of their own
 * @returns `undefined` if the image has no lines
 */
export function calibrationBlock(
  kSpace: KSpace,
  image: number,
  memory: SampleMemory = freshMemory(),
): CalibrationBlock | undefined {
  const lines = largestBlock({ e1: kSpace.shape.e1, e2: kSpace.shape.e2, lines: imageLines(kSpace, image).counts });
  if (lines === undefined) return undefined;
  const { e0: size, e1: size1, e2: size2, coils } = kSpace.shape;
  const samples = commonSamples(kSpace, image, lines);
  const shape = {
    e0: samples.last - samples.first + 1,
    e1: lines.e1.last - lines.e1.first + 1,
    e2: lines.e2.last - lines.e2.first + 1,
    coils,
  };
  const rows = memory.allocate(2 * size * shape.e1 * shape.e2 * coils);
  const width = 2 * size * shape.e1;
  for (let coil = 0; coil < coils; coil += 1) {
    for (let row2 = 0; row2 < shape.e2; row2 += 1) {
      const from = ((image * coils + coil) * size2 + lines.e2.first + row2) * size1 + lines.e1.first;
      const to = (coil * shape.e2 + row2) * width;
      kSpace.copyInto(2 * size * from, rows.subarray(to, to + width));
    }
  }
  const first = [samples.first, lines.e1.first, lines.e2.first] as const;
  const center = [
    centerWithin(Math.floor(size / 2), samples.first, shape.e0),
    centerWithin(kSpace.e1.center, lines.e1.first, shape.e1),
    centerWithin(kSpace.e2.center, lines.e2.first, shape.e2),
  ] as const;
  let data: Float32Array | undefined;
  return {
    shape,
    first,
    center,
    get data() {
      if (data !== undefined) return data;
      if (kSpace.readout === "image") transformAxis(rows, [size, rows.length / (2 * size)], 0, "forward");
      if (shape.e0 === size) data = rows;
      else {
        data = someSamples(rows, size, samples.first, shape.e0, memory);
        memory.release(rows);
      }
      return data;
    },
  };
}

/** Some samples of each row. @param rows `[rows][size]` complex */
function someSamples(rows: Float32Array, size: number, first: number, count: number, memory: SampleMemory) {
  const lines = rows.length / (2 * size);
  const samples = memory.allocate(2 * count * lines);
  for (let line = 0; line < lines; line += 1) {
    const from = 2 * (line * size + first);
    samples.set(rows.subarray(from, from + 2 * count), 2 * count * line);
  }
  return samples;
}

function centerWithin(center: number, first: number, size: number): number {
  const index = center - first;
  return index >= 0 && index < size ? index : Math.floor(size / 2);
}

/** The samples along e0 that every line of a block has; all, if their headers do not agree with the grid. */
function commonSamples({ shape, headers }: KSpace, image: number, { e1, e2 }: LineBlock) {
  const all = { first: 0, last: shape.e0 - 1 };
  let { first, last } = all;
  for (let row2 = e2.first; row2 <= e2.last; row2 += 1) {
    for (let row1 = e1.first; row1 <= e1.last; row1 += 1) {
      const header = headers[(image * shape.e2 + row2) * shape.e1 + row1];
      if (header === undefined) return all;
      const samples = acquiredSamples(header, shape.e0);
      first = Math.max(first, samples.first);
      last = Math.min(last, samples.last);
    }
  }
  return first <= last ? { first, last } : all;
}
