import { allocate, kernels } from "../kernels/heap.ts";

/** Coils of a packed image, `[pixels][re, im][4]`. */
export const LANES = 4;
/** Floats and bytes of a pixel of a packed image. */
export const CELL = 2 * LANES;
export const CELL_BYTES = CELL * Float32Array.BYTES_PER_ELEMENT;

/** Lines of packed pixels on the kernels' heap: pixel i of line l is at `at` + i · step + l · lineStep, in bytes. */
export interface PackedLines {
  readonly at: number;
  readonly samples: number;
  /** Index of the sample at the centre, for centred transforms. */
  readonly center?: number;
  readonly step: number;
  readonly lineStep: number;
}

/** Two records of lines, valid during a call. */
const records = allocate(2 * 20);

/** Writes the record of lines that the kernels read. @returns its pointer */
export function describeLines({ at, samples, center = 0, step, lineStep }: PackedLines, slot: 0 | 1): number {
  const pointer = records + 20 * slot;
  new Uint32Array(kernels.memory.buffer, pointer, 5).set([at, samples, center, step, lineStep]);
  return pointer;
}

/**
 * Cells from the start of a row to that of the next one: an odd number of cache lines of 64 bytes, so that the cells of
 * a column are in different sets of a cache.
 */
export function rowPitch(cells: number): number {
  return 4 * Math.ceil((cells - 2) / 4) + 2;
}

/** The first coil and the number of coils of each group that is packed. */
export function coilGroups(coils: number): { readonly first: number; readonly count: number }[] {
  return Array.from({ length: Math.ceil(coils / LANES) }, (_, group) => {
    const first = LANES * group;
    return { first, count: Math.min(LANES, coils - first) };
  });
}
