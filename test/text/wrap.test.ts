import { describe, expect, it } from "vitest";
import { fitColumns, wrapLine } from "../../src/text/index.ts";

describe("a wrapped line", () => {
  it("is broken at spaces, and goes on with two more spaces of indentation", () => {
    expect(wrapLine("  one two three four", 13)).toEqual(["  one two", "    three", "    four"]);
    expect(wrapLine("short", 13)).toEqual(["short"]);
  });

  it("is broken within words that are longer than a line", () => {
    expect(wrapLine("abcdefghij", 4)).toEqual(["abcd", "  ef", "  gh", "  ij"]);
  });
});

describe("columns of a terminal", () => {
  it("are as wide as their cells if there is room", () => {
    expect(
      fitColumns(
        [
          ["a", "bc"],
          ["def", "g"],
        ],
        20,
      ),
    ).toEqual(["a    bc", "def  g"]);
  });

  it("are made narrower where they are widest, and wrapped", () => {
    const rows = [["name", "a text of several words", "another text of words"]];
    expect(fitColumns(rows, 36)).toEqual(["name  a text of       another text", "      several words   of words"]);
    for (const line of fitColumns(rows, 36)) expect(line.length).toBeLessThanOrEqual(36);
  });
});
