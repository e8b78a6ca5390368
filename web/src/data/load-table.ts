import type { ReadoutColumns } from "../../../src/viewer/api/index.ts";
import type { ArraysBody } from "../api/arrays.ts";
import { type GroupName, getReadouts } from "../api/data.ts";
import { joinColumns, type ReadoutTable } from "./readouts/readout-table.ts";

/** Readouts of a request: a few tens of milliseconds of the server's time. */
const PART = 32_768;

/** Tables that were loaded, and those that are being loaded. */
const tables = new Map<string, Promise<ReadoutTable>>();

/** Loads the header fields of all readouts, once for all views. @throws RequestError */
export function loadTable(name: GroupName, count: number, progress: (rows: number) => void): Promise<ReadoutTable> {
  const key = JSON.stringify([name.file, name.group]);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const table = load(name, count, progress);
  tables.set(key, table);
  table.catch(() => tables.delete(key));
  return table;
}

async function load(name: GroupName, count: number, progress: (rows: number) => void): Promise<ReadoutTable> {
  const parts: ArraysBody<ReadoutColumns>[] = [];
  for (let start = 0; start < count; start += PART) {
    parts.push(await getReadouts(name, start, Math.min(start + PART, count)));
    progress(Math.min(start + PART, count));
  }
  return joinColumns(parts);
}
