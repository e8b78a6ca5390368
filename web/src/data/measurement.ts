import type { GroupEntry, HeaderTree } from "../../../src/viewer/api/index.ts";
import type { GroupName } from "../api/data.ts";
import type { ReadoutTable } from "./readouts/readout-table.ts";

/** A measurement whose raw data are shown. */
export interface Measurement extends GroupName {
  readonly entry: GroupEntry;
  readonly header: HeaderTree;
}

/** A measurement with the header fields of its readouts. */
export interface MeasurementReadouts extends Measurement {
  readonly table: ReadoutTable;
}

/** The title of a coil: its number, and its label in the header. */
export function coilTitle({ header }: Measurement, coil: number): string {
  const name = header.coilNames[coil];
  return name === undefined ? String(coil) : `${coil} ${name}`;
}
