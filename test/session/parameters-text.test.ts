import { describe, expect, it } from "vitest";
import { parseClientParameters } from "../../src/session/parameters-text.ts";

const nested = (levels: number) => `{"parameters":{"a":${"[".repeat(levels)}${"]".repeat(levels)}}}`;

describe("parseClientParameters", () => {
  it("reads a config and values", () => {
    expect(parseClientParameters('{"parameters":{"config":"null","trigger":"none"}}')).toEqual({
      config: "null",
      values: { trigger: "none" },
    });
  });

  it("refuses a text that is longer than anyone needs", () => {
    expect(() => parseClientParameters(" ".repeat(2 ** 18 + 1))).toThrow(
      "the parameters text after the header has 262145 characters; at most 262144 are read",
    );
  });

  it("refuses to nest deeper than 32 levels, and takes brackets in texts for what they are", () => {
    expect(parseClientParameters(nested(30)).values).toHaveProperty("a");
    for (const text of [nested(31), nested(100_000), "[".repeat(200_000), '{"a":'.repeat(40_000)]) {
      expect(() => parseClientParameters(text)).toThrow("nests deeper than 32 levels");
    }
    const brackets = "[{".repeat(1000);
    expect(parseClientParameters(JSON.stringify({ parameters: { a: `"\\${brackets}` } })).values).toEqual({
      a: `"\\${brackets}`,
    });
  });

  it("refuses more names than any chain has", () => {
    const names = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`n${i}`, i]));
    expect(() => parseClientParameters(JSON.stringify({ parameters: names }))).toThrow(
      "1001 parameters after the header; at most 1000 are read",
    );
  });

  it.each(["__proto__", "constructor", "toString"])("takes %s for a name like any other", (name) => {
    const { values } = parseClientParameters(`{"parameters":{"${name}":{"polluted":1}}}`);
    expect(Object.keys(values)).toEqual([name]);
    expect({}).not.toHaveProperty("polluted");
  });
});
