import { describe, expect, it } from "vitest";
import { alignColumns } from "../../src/text/index.ts";

describe("alignColumns", () => {
  const rows = [
    ["a", "bcd", "e"],
    ["fgh", "i", "jkl"],
  ];

  it("pads all columns but the last to their widest cell", () => {
    expect(alignColumns(rows)).toEqual(["a    bcd  e", "fgh  i    jkl"]);
    expect(alignColumns([])).toEqual([]);
  });

  it("aligns numeric columns to the right", () => {
    expect(alignColumns(rows, { numeric: true })).toEqual(["a    bcd    e", "fgh    i  jkl"]);
  });

  it("shifts only the row of a cell that exceeds the maximum width", () => {
    expect(alignColumns(rows, { maxWidth: 2 })).toEqual(["a   bcd  e", "fgh  i   jkl"]);
  });
});
