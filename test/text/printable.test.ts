import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable, printableJson } from "../../src/text/index.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be in the result
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

describe("an external text", () => {
  it("is shown with control characters escaped", () => {
    expect(printable("a\u001b[31mred\u0007\r\n\tb\u0000\u202e\u2028\u009bx\ud800y")).toBe(
      "a\\u001b[31mred\\u0007\\u000d\n\tb\\u0000\\u202e\\u2028\\u009bx\ufffdy",
    );
    expect(printable("Größe µ 患者 ‹x›")).toBe("Größe µ 患者 ‹x›");
  });

  it("contains no control characters, and is then unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(acting);
        expect(printable(shown)).toBe(shown);
      }),
    );
  });

  it("nor after its JSON is parsed, except for line feeds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const line = printableJson(JSON.stringify({ msg: text }));
        expect(line).not.toMatch(acting);
        const { msg } = JSON.parse(line) as { msg: string };
        expect(msg).not.toMatch(acting);
        expect(msg.split("\n").length).toBe(text.split("\n").length);
      }),
    );
    expect(printableJson('{"msg":"C:\\\\u001b\\u001b"}')).toBe('{"msg":"C:\\\\u001b\\\\u001b"}');
  });
});
