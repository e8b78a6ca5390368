import { describe, expect, it } from "vitest";
import { isRecord } from "../../src/chain/text/records.ts";

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
