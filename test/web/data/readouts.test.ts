import { describe, expect, it } from "vitest";
import { filterRows } from "../../../web/src/data/readouts/filter.ts";
import { joinColumns, ReadoutTable } from "../../../web/src/data/readouts/readout-table.ts";
import { sortRows } from "../../../web/src/data/readouts/sort.ts";

const table = new ReadoutTable(
  6,
  new Map<
    string,
    number | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>
  >([
    ["flags_0", Uint32Array.of(1 << 18, 0, 0, 1 << 19, 0, (1 << 24) | (1 << 21))],
    ["flags_1", Uint32Array.of(0, 0, 2 ** 31, 0, 0, 0)],
    ["numberOfSamples", Uint16Array.of(512, 128, 128, 64, 128, 256)],
    ["kspaceEncodeStep1", Uint16Array.of(0, 1, 2, 3, 1, 2)],
    ["slice", Uint16Array.of(0, 0, 1, 1, 2, 2)],
    ["user_0", Int32Array.of(-1, 5, -300, 7, 0, 2)],
    ["position_z", Float32Array.of(0.1, -2.5, 3, -0.25, 0, 1)],
    ["contrast", 0],
  ]),
);
const rows = (text: string) => [...filterRows(table, text)];

describe("the filter of readouts", () => {
  it("compares fields by their names in any spelling", () => {
    expect(rows("")).toEqual([0, 1, 2, 3, 4, 5]);
    expect(rows("slice=2")).toEqual([4, 5]);
    expect(rows("samples > 128")).toEqual([0, 5]);
    expect(rows("numberofsamples<=64")).toEqual([3]);
    expect(rows("e1=1..2 slice!=2")).toEqual([1, 2]);
    expect(rows("slice=0,2")).toEqual([0, 1, 4, 5]);
    expect(rows("slice!=0,2")).toEqual([2, 3]);
    expect(rows("user0<0")).toEqual([0, 2]);
    expect(rows("position_z=0.1")).toEqual([0]);
    expect(rows("contrast=0 row>=4")).toEqual([4, 5]);
    expect(rows("contrast>0")).toEqual([]);
  });

  it("finds flags by a part of their names, and by their numbers", () => {
    expect(rows("flag:noise")).toEqual([0]);
    expect(rows("flag:calibration")).toEqual([3]);
    expect(rows("flag:reverse flag:lastInMeasurement")).toEqual([5]);
    expect(rows("flag:user8")).toEqual([2]);
    expect(rows("flag:bit64")).toEqual([2]);
  });

  it("combines terms by and, or, not and parentheses", () => {
    expect(rows("-flag:noise samples>100")).toEqual([1, 2, 4, 5]);
    expect(rows("not (slice=0 or slice=2)")).toEqual([2, 3]);
    expect(rows("slice=0 and e1=1 or slice=1 and e1=3")).toEqual([1, 3]);
  });

  it.each([
    ["slize=2", "readouts have no field 'slize': there are row, e1, e2, slice, rep, samples, …"],
    ["sam=2", "readouts have no field 'sam': did you mean samples?"],
    ["slice=two", "'two' is not a number"],
    ["slice=", "'' is not a number"],
    ["slice", "'slice' is not a term: write field=number, such as slice=2, or flag:name"],
    ["flag:nois3", "there is no flag 'nois3': try noise, calibration, navigation, reverse, last, … or bit57"],
    ["(slice=2", "a ( is not closed"],
    ["slice=2)", "there is a ) without a ( before it"],
    ["slice=2 or", "a term is missing: write one such as slice=2 or flag:noise"],
    ["not", "a term is missing after not"],
  ])("says what is wrong with '%s'", (text, problem) => {
    expect(() => filterRows(table, text)).toThrow(problem);
  });
});

describe("sorting readouts", () => {
  const all = Uint32Array.of(0, 1, 2, 3, 4, 5);
  const sorted = (field: string, descending = false) => [...sortRows(table, all, field, descending)];

  it("orders every type of column, and keeps the order of equal values", () => {
    expect(sorted("numberOfSamples")).toEqual([3, 1, 2, 4, 5, 0]);
    expect(sorted("numberOfSamples", true)).toEqual([0, 5, 1, 2, 4, 3]);
    expect(sorted("user_0")).toEqual([2, 0, 4, 5, 1, 3]);
    expect(sorted("position_z")).toEqual([1, 3, 4, 0, 5, 2]);
    expect(sorted("flags")).toEqual([1, 4, 0, 3, 5, 2]);
    expect(sorted("contrast", true)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sorted("row", true)).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it("orders random numbers of 32 bits as JavaScript does", () => {
    const values = Uint32Array.from({ length: 5000 }, (_, i) => Math.imul(i + 1, 2654435761) >>> (i % 20));
    const own = new ReadoutTable(values.length, new Map([["time", values]]));
    const result = sortRows(
      own,
      values.map((_, i) => i),
      "time",
      false,
    );
    expect(Array.from(result, (row) => values[row])).toEqual([...values].sort((a, b) => a - b));
  });
});

describe("joining parts of a table", () => {
  const part = (
    start: number,
    columns: readonly { name: string; constant?: number }[],
    ...arrays: Uint16Array<ArrayBuffer>[]
  ) => ({
    meta: { start, count: 2, columns },
    arrays,
  });

  it("keeps a column constant only if it is so in all parts", () => {
    const joined = joinColumns([
      part(
        0,
        [{ name: "a", constant: 1 }, { name: "b" }, { name: "c", constant: 4_000_000_001 }],
        Uint16Array.of(3, 4),
      ),
      part(2, [
        { name: "a", constant: 1 },
        { name: "b", constant: 5 },
        { name: "c", constant: 4_000_000_002 },
      ]),
    ]);
    expect(joined.rows).toBe(4);
    expect(joined.columns.get("a")).toBe(1);
    expect(joined.columns.get("b")).toEqual(Uint16Array.of(3, 4, 5, 5));
    expect(joined.columns.get("c")).toEqual(Uint32Array.of(4_000_000_001, 4_000_000_001, 4_000_000_002, 4_000_000_002));
    expect(joined.valuesOf("b", [1, 3, 2])).toEqual([4, 5]);
  });
});
