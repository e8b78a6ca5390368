import type { ReadoutColumns } from "../../../../src/viewer/api/index.ts";
import type { ArraysBody, NumericArray } from "../../api/arrays.ts";

/** A column: one value for all readouts, or one for each. */
export type Column = number | NumericArray;

/** The header fields of all readouts of a measurement, by column. */
export class ReadoutTable {
  readonly rows: number;
  /** By the name of the header's field, in its order. */
  readonly columns: ReadonlyMap<string, Column>;

  constructor(rows: number, columns: ReadonlyMap<string, Column>) {
    this.rows = rows;
    this.columns = columns;
  }

  /** @throws RangeError if there is no such column */
  column(name: string): Column {
    const column = this.columns.get(name);
    if (column === undefined) throw new RangeError(`readouts have no field ${name}`);
    return column;
  }

  value(name: string, row: number): number {
    const column = this.column(name);
    return typeof column === "number" ? column : column[row]!;
  }

  varies(name: string): boolean {
    return typeof this.columns.get(name) === "object";
  }

  /** Whether a readout has a flag, by its number counted from 1. */
  has(row: number, flag: number): boolean {
    return ((this.value(`flags_${(flag - 1) >> 5}`, row) >>> ((flag - 1) & 31)) & 1) === 1;
  }

  /** The different values of a column among some readouts, in ascending order. */
  valuesOf(name: string, rows: ArrayLike<number>): number[] {
    const column = this.column(name);
    if (typeof column === "number") return rows.length === 0 ? [] : [column];
    const values = new Set<number>();
    for (let i = 0; i < rows.length; i += 1) values.add(column[rows[i]!]!);
    return [...values].sort((a, b) => a - b);
  }
}

/** Joins parts of a table, which follow each other. */
export function joinColumns(parts: readonly ArraysBody<ReadoutColumns>[]): ReadoutTable {
  const rows = parts.reduce((sum, { meta }) => sum + meta.count, 0);
  const columns = new Map<string, Column>();
  const varying = parts.map(({ meta, arrays }) => {
    let next = 0;
    return meta.columns.map(({ constant }) => constant ?? arrays[next++]!);
  });
  for (const [i, { name }] of (parts[0]?.meta.columns ?? []).entries()) {
    const own = varying.map((part) => part[i]!);
    const [first] = own;
    const isConstant = own.every((part) => typeof part === "number" && Object.is(part, first));
    columns.set(name, isConstant ? first! : joined(rows, own, parts));
  }
  return new ReadoutTable(rows, columns);
}

function joined(rows: number, own: readonly Column[], parts: readonly ArraysBody<ReadoutColumns>[]): NumericArray {
  const array = own.find((part) => typeof part === "object");
  const kind = (array?.constructor ?? kindOf(own as readonly number[])) as Float64ArrayConstructor;
  const result: NumericArray = new kind(rows);
  let at = 0;
  for (const [i, { meta }] of parts.entries()) {
    const part = own[i]!;
    if (typeof part === "number") result.fill(part, at, at + meta.count);
    else result.set(part, at);
    at += meta.count;
  }
  return result;
}

/** An array that holds values which vary only from part to part, so that their type is unknown. */
function kindOf(values: readonly number[]) {
  if (!values.every(Number.isInteger)) return Float32Array;
  return values.every((value) => value >= 0) ? Uint32Array : Int32Array;
}
