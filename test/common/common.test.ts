import { describe, expect, it } from "vitest";
import { alignColumns, isRecord, withResolvers } from "../../src/common/index.ts";

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

  it("lets cells longer than the maximum width move the rest of their own row only", () => {
    expect(alignColumns(rows, { maxWidth: 2 })).toEqual(["a   bcd  e", "fgh  i   jkl"]);
  });
});

describe("isRecord", () => {
  it.each([
    [{}, true],
    [{ a: 1 }, true],
    [[], false],
    [null, false],
    [undefined, false],
    ["text", false],
  ])("of %j is %s", (value, expected) => expect(isRecord(value)).toBe(expected));
});

describe("withResolvers", () => {
  it("resolves and rejects from outside", async () => {
    const resolved = withResolvers<number>();
    resolved.resolve(3);
    resolved.reject(new Error("ignored: it is settled"));
    await expect(resolved.promise).resolves.toBe(3);
    const rejected = withResolvers();
    rejected.reject(new Error("reason"));
    await expect(rejected.promise).rejects.toThrow("reason");
  });
});
