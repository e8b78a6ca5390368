import { AcquisitionFlag } from "../../../../src/mrd/index.ts";
import { transformAxis } from "../../../../src/numerics/fft/index.ts";
import type { ReadoutTable } from "../readouts/readout-table.ts";

/** A plane of k-space: complex samples, `[height][width]` interleaved; NaN where nothing was acquired. */
export interface KSpacePlane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array<ArrayBuffer>;
  /** The readout of each line, or of each sample; -1 without one. */
  readonly rows: Int32Array;
}

/** Samples of readouts one after another, as they are received. */
export interface ReceivedSamples {
  readonly samples: readonly number[];
  readonly values: Float32Array;
}

/** A counter of lines, and the number of lines that are encoded. */
export interface LineAxis {
  readonly field: string;
  readonly size: number;
}

function extent(table: ReadoutTable, rows: Uint32Array, { field, size }: LineAxis): number {
  return rows.reduce((most, row) => Math.max(most, table.value(field, row) + 1), size);
}

/**
 * Readouts as lines, with their samples at the place where their centre agrees. Of several with the same counter, the
 * last one is shown. Reversed readouts are turned.
 * @param rows the readouts, and `received` one coil's samples of them
 */
export function linesPlane(
  table: ReadoutTable,
  rows: Uint32Array,
  received: ReceivedSamples,
  { field, size }: LineAxis,
): KSpacePlane {
  const centers = Array.from(rows, (row, i) => centerOf(table, row, received.samples[i]!));
  const before = Math.max(0, ...centers);
  const width = before + Math.max(1, ...received.samples.map((length, i) => length - centers[i]!));
  const height = extent(table, rows, { field, size });
  const data = new Float32Array(2 * width * height).fill(Number.NaN);
  const lines = new Int32Array(height).fill(-1);
  let from = 0;
  for (const [i, row] of rows.entries()) {
    const length = received.samples[i]!;
    const line = table.value(field, row);
    const start = line * width + before - centers[i]!;
    const isReversed = table.has(row, AcquisitionFlag.reverse);
    data.fill(Number.NaN, 2 * line * width, 2 * (line + 1) * width);
    for (let sample = 0; sample < length; sample += 1) {
      const at = 2 * (from + (isReversed ? length - 1 - sample : sample));
      data[2 * (start + sample)] = received.values[at]!;
      data[2 * (start + sample) + 1] = received.values[at + 1]!;
    }
    lines[line] = row;
    from += length;
  }
  return { width, height, data, rows: lines };
}

/** Index of the sample at the centre, in the order in which it is shown. */
function centerOf(table: ReadoutTable, row: number, length: number): number {
  const center = Math.min(table.value("centerSample", row), Math.max(0, length - 1));
  return table.has(row, AcquisitionFlag.reverse) ? length - 1 - center : center;
}

/**
 * One sample of each readout, by two counters.
 * @param received one coil's sample of each readout; a readout that is too short has none
 */
export function planeOfSamples(
  table: ReadoutTable,
  rows: Uint32Array,
  received: ReceivedSamples,
  [x, y]: readonly [LineAxis, LineAxis],
): KSpacePlane {
  const [width, height] = [extent(table, rows, x), extent(table, rows, y)];
  const data = new Float32Array(2 * width * height).fill(Number.NaN);
  const places = new Int32Array(width * height).fill(-1);
  let from = 0;
  for (const [i, row] of rows.entries()) {
    if (received.samples[i] === 0) continue;
    const at = table.value(y.field, row) * width + table.value(x.field, row);
    data.set(received.values.subarray(2 * from, 2 * from + 2), 2 * at);
    places[at] = row;
    from += 1;
  }
  return { width, height, data, rows: places };
}

/** The image of a plane along both axes, with zeros where nothing was acquired. */
export function imageOfPlane({ width, height, data }: KSpacePlane): Float32Array {
  const image = data.map((value) => (Number.isNaN(value) ? 0 : value));
  transformAxis(image, [width, height], 0, "inverse");
  transformAxis(image, [width, height], 1, "inverse");
  return image;
}

/** Ways to show complex values, with their titles. */
export const shades = [
  ["log", "log magnitude"],
  ["magnitude", "magnitude"],
  ["phase", "phase"],
  ["real", "real part"],
  ["imaginary", "imaginary part"],
] as const;
export type Shade = (typeof shades)[number][0];

/** Values to show, and the range of the colours. */
export interface Shaded {
  readonly values: Float32Array;
  readonly range: readonly [number, number];
}

/** Decades below the maximum that a logarithmic scale shows. */
const DECADES = 4;

export function shaded(data: Float32Array, shade: Shade): Shaded {
  const values = new Float32Array(data.length / 2);
  let most = 0;
  for (let i = 0; i < values.length; i += 1) {
    const [re, im] = [data[2 * i]!, data[2 * i + 1]!];
    const magnitude = Math.hypot(re, im);
    if (magnitude > most && magnitude < Number.POSITIVE_INFINITY) most = magnitude;
    if (shade === "phase") values[i] = Math.atan2(im, re);
    else if (shade === "real") values[i] = re;
    else if (shade === "imaginary") values[i] = im;
    else values[i] = shade === "log" ? Math.log10(magnitude) : magnitude;
  }
  if (shade === "phase") return { values, range: [-Math.PI, Math.PI] };
  if (shade === "real" || shade === "imaginary") return { values, range: [-most, most] };
  if (shade === "log") return { values, range: [Math.log10(most || 1) - DECADES, Math.log10(most || 1)] };
  return { values, range: [0, most] };
}
