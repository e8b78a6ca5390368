import { AcquisitionFlag } from "../../../../src/mrd/index.ts";
import { auxiliaryMask } from "../readouts/fields.ts";
import type { ReadoutTable } from "../readouts/readout-table.ts";

/** How often each line was acquired. */
export interface SamplingPattern {
  readonly width: number;
  readonly height: number;
  /** `[y][x]`, of lines that belong to images. */
  readonly counts: Uint16Array;
  /** `[y][x]`, of lines for calibration alone. */
  readonly calibration: Uint16Array;
  /** Number of places that were acquired, of those missing, and of those acquired more than once. */
  readonly acquired: number;
  readonly missing: number;
  readonly repeated: number;
  readonly calibrated: number;
}

/** Readouts that belong to images or their calibration: without noise, navigators and the like. */
export function encodedRows(table: ReadoutTable): Uint32Array<ArrayBuffer> {
  const low = table.column("flags_0");
  const rows = new Uint32Array(table.rows);
  let count = 0;
  for (let row = 0; row < table.rows; row += 1) {
    if (((typeof low === "number" ? low : low[row]!) & auxiliaryMask) === 0) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

/** Whether a readout is for calibration alone. */
export function isCalibrationOnly(table: ReadoutTable, row: number): boolean {
  return (
    table.has(row, AcquisitionFlag.parallelCalibration) &&
    !table.has(row, AcquisitionFlag.parallelCalibrationAndImaging)
  );
}

/**
 * Counts lines by two counters.
 * @param rows readouts to count
 * @param x counter along x, such as `kspaceEncodeStep1`, and the number of its values; values beyond are added to it
 */
export function samplingPattern(
  table: ReadoutTable,
  rows: Uint32Array,
  x: { readonly field: string; readonly size: number },
  y: { readonly field: string; readonly size: number },
): SamplingPattern {
  let [width, height] = [x.size, y.size];
  for (const row of rows) {
    width = Math.max(width, table.value(x.field, row) + 1);
    height = Math.max(height, table.value(y.field, row) + 1);
  }
  const counts = new Uint16Array(width * height);
  const calibration = new Uint16Array(width * height);
  for (const row of rows) {
    const at = table.value(y.field, row) * width + table.value(x.field, row);
    const target = isCalibrationOnly(table, row) ? calibration : counts;
    target[at]! += 1;
  }
  const number = (holds: (at: number) => boolean) => counts.reduce((sum, _, at) => sum + Number(holds(at)), 0);
  return {
    width,
    height,
    counts,
    calibration,
    acquired: number((at) => counts[at]! > 0),
    missing: number((at) => counts[at] === 0 && calibration[at] === 0),
    repeated: number((at) => counts[at]! > 1),
    calibrated: number((at) => calibration[at]! > 0),
  };
}
