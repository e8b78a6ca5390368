import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameable } from "../../src/session/saving/file-name.ts";

describe("a client's text in a file name", () => {
  it("contains no path, no leading dot, and only composed characters", () => {
    const parts = fc.constantFrom(
      "..",
      ".",
      "/",
      "\\",
      "\0",
      "a",
      "é",
      "e\u0301",
      "．",
      "／",
      " ",
      "\u202e",
      "-",
      "_",
      "患",
    );
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(parts).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const name = nameable(text);
        expect(name).toMatch(/^([\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}._-]*)?$/u);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(100);
        expect(name).toBe(name.normalize("NFC"));
      }),
    );
  });
});
