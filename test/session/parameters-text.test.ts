import { describe, expect, it } from "vitest";
import { parseClientParameters } from "../../src/session/protocol/parameters-text.ts";

const nested = (levels: number) => `{"parameters":{"a":${"[".repeat(levels)}${"]".repeat(levels)}}}`;
const nothing = { config: undefined, trace: false, values: {}, warnings: [] };

describe("the text that may follow the header", () => {
  it("contains values, and perhaps the name of a chain, for which customconfig takes precedence", () => {
    const text =
      '{"parameters": {"config": "a", "customconfig": "b", "options": "rgb", "level": 0.5, "sendOriginal": true}}';
    const values = { options: "rgb", level: 0.5, sendOriginal: true };
    expect(parseClientParameters(text)).toEqual({ ...nothing, config: "b", values });
    expect(parseClientParameters('{"parameters": {"config": " a "}}')).toEqual({ ...nothing, config: "a" });
  });

  it.each(['{"parameters": {"config": "", "customconfig": ""}}', '{"parameters": {"config": null}}'])(
    "names no chain if the name is empty: %s",
    (text) => expect(parseClientParameters(text)).toEqual(nothing),
  );

  it.each(["", " \n", "{}", '{"version": "1.1.0"}', '{"version": "1.1.0", "parameters": {}}'])(
    "requests nothing: %j",
    (text) => expect(parseClientParameters(text)).toEqual(nothing),
  );

  it.each([
    ["{", /is not JSON \(.*\): it has no effect, and the chain runs with its defaults/],
    ["invertcontrast", /is not JSON/],
    ["[1]", /is not an object of the form \{"parameters"/],
    ["3", /is not an object/],
    ["null", /is not an object/],
    ['{"config": "a"}', /has no object 'parameters'/],
    ['{"parameters": "rgb"}', /has no object 'parameters'/],
    ['{"parameters": null}', /has no object 'parameters'/],
  ])("has no effect in another form, with a warning: %s", (text, warning) => {
    expect(parseClientParameters(text)).toEqual({ ...nothing, warnings: [expect.stringMatching(warning)] });
  });

  it.each([true, "true", "True"])("may request a trace, which is not a parameter of the chain: %s", (larmorTrace) => {
    const text = JSON.stringify({ parameters: { larmorTrace, a: 1 } });
    expect(parseClientParameters(text)).toEqual({ ...nothing, trace: true, values: { a: 1 } });
  });

  it.each([{ toString: 1 }, [{ toString: 1 }], 1, null])("requests no trace as %j", (larmorTrace) => {
    expect(parseClientParameters(JSON.stringify({ parameters: { larmorTrace } })).trace).toBe(false);
  });

  it("warns that an invalid name has no effect", () => {
    expect(parseClientParameters('{"parameters": {"config": 3, "a": 1}}')).toEqual({
      ...nothing,
      values: { a: 1 },
      warnings: ["'config' of the client's parameters is not a name, and has no effect"],
    });
  });

  it("rejects a text that is too long", () => {
    expect(() => parseClientParameters(" ".repeat(2 ** 18 + 1))).toThrow(
      "the parameters text after the header has 262145 characters; at most 262144 are read",
    );
  });

  it("rejects nesting deeper than 32 levels, ignoring brackets in strings", () => {
    expect(parseClientParameters(nested(30)).values).toHaveProperty("a");
    for (const text of [nested(31), nested(100_000), "[".repeat(200_000), '{"a":'.repeat(40_000)]) {
      expect(() => parseClientParameters(text)).toThrow("nests deeper than 32 levels");
    }
    const brackets = "[{".repeat(1000);
    expect(parseClientParameters(JSON.stringify({ parameters: { a: `"\\${brackets}` } })).values).toEqual({
      a: `"\\${brackets}`,
    });
  });

  it("rejects too many names", () => {
    const names = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`n${i}`, i]));
    expect(() => parseClientParameters(JSON.stringify({ parameters: names }))).toThrow(
      "1001 parameters after the header; at most 1000 are read",
    );
  });

  it.each(["__proto__", "constructor", "toString"])("treats %s as an ordinary name", (name) => {
    const { values } = parseClientParameters(`{"parameters":{"${name}":{"polluted":1}}}`);
    expect(Object.keys(values)).toEqual([name]);
    expect({}).not.toHaveProperty("polluted");
  });
});
