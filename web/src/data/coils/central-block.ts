import { AcquisitionFlag } from "../../../../src/mrd/index.ts";
import type { KSpaceBlock } from "../../../../src/numerics/coils/index.ts";
import type { ReadoutTable } from "../readouts/readout-table.ts";

/** Lines around the centre of k-space, without gaps. */
export interface CentralLines {
  /** The readout of each line, from the first to the last. */
  readonly rows: readonly number[];
  /** Index of the centre among them. */
  readonly center: number;
}

/**
 * Finds the lines around the centre that were acquired without gaps.
 * @param rows readouts of one image; of several with the same line, the last one counts
 * @param center line at the centre of k-space
 * @param most lines at most
 * @returns `undefined` if the centre was not acquired
 */
export function centralLines(
  table: ReadoutTable,
  rows: Uint32Array,
  center: number,
  most: number,
): CentralLines | undefined {
  const byLine = new Map<number, number>();
  for (const row of rows) byLine.set(table.value("kspaceEncodeStep1", row), row);
  if (!byLine.has(center)) return undefined;
  let [first, last] = [center, center];
  while (center - first < most / 2 && byLine.has(first - 1)) first -= 1;
  while (last - center < most / 2 - 1 && byLine.has(last + 1)) last += 1;
  return {
    rows: Array.from({ length: last - first + 1 }, (_, i) => byLine.get(first + i)!),
    center: center - first,
  };
}

/**
 * A block of k-space from the samples of its lines.
 * @param values `[lines][coils][samples]` complex
 * @param most samples at most
 */
export function blockOf(
  table: ReadoutTable,
  { rows, center }: CentralLines,
  values: Float32Array,
  { coils, length, most }: { readonly coils: number; readonly length: number; readonly most: number },
): KSpaceBlock {
  const middle = Math.min(table.value("centerSample", rows[0]!), length - 1);
  const first = Math.max(0, middle - Math.floor(most / 2));
  const width = Math.min(length, first + most) - first;
  const data = new Float32Array(2 * coils * rows.length * width);
  for (const [line, row] of rows.entries()) {
    const isReversed = table.has(row, AcquisitionFlag.reverse);
    for (let coil = 0; coil < coils; coil += 1) {
      for (let x = 0; x < width; x += 1) {
        const sample = isReversed ? length - 1 - (first + x) : first + x;
        const from = 2 * ((line * coils + coil) * length + sample);
        const to = 2 * ((coil * rows.length + line) * width + x);
        data[to] = values[from]!;
        data[to + 1] = values[from + 1]!;
      }
    }
  }
  return { size: [width, rows.length, 1], center: [middle - first, center, 0], coils, data };
}

/** The middle of images along x. @param images `[coils][height][width]` complex */
export function middleColumns(images: Float32Array, width: number, kept: number): Float32Array {
  const rows = images.length / (2 * width);
  const first = Math.floor((width - kept) / 2);
  const result = new Float32Array(2 * rows * kept);
  for (let row = 0; row < rows; row += 1) {
    const from = 2 * (row * width + first);
    result.set(images.subarray(from, from + 2 * kept), 2 * row * kept);
  }
  return result;
}
