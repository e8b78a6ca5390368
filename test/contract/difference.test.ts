import { describe, expect, it } from "vitest";
import { firstDifference } from "../../src/testing/difference.ts";
import { image, kSpace } from "../../src/testing/index.ts";
import { snapshot } from "../../src/testing/snapshot.ts";

const difference = (before: unknown, after: unknown) => firstDifference(snapshot(before), snapshot(after), "it");

describe("the first difference between two values", () => {
  it.each([
    ["numbers", image([6.2061, 1]), image([12.4122, 1]), { path: "it.data[0]", before: "6.206", after: "12.41" }],
    ["close numbers", image([1]), image([1 + 2 ** -23]), { path: "it.data[0]", before: "1", after: "1.0000001" }],
    ["signs of zero", new Float64Array([0]), new Float64Array([-0]), { path: "it[0]", before: "0", after: "-0" }],
    ["lengths", new Uint8Array(3), new Uint8Array(2), { path: "it.length", before: "3", after: "2" }],
    ["texts", { a: [{ b: "x" }] }, { a: [{ b: "y" }] }, { path: "it.a[0].b", before: '"x"', after: '"y"' }],
    ["what is missing", { a: 1 }, {}, { path: "it.a", before: "1", after: "nothing" }],
    ["kinds", new Float32Array(1), "text", { path: "it", before: "an array", after: '"text"' }],
    [
      "k-space",
      kSpace(),
      kSpace().with({ readout: "image" } as never),
      { path: "it.readout", before: '"k-space"', after: '"image"' },
    ],
  ])("is found in %s", (_, before, after, expected) => {
    expect(difference(before, after)).toEqual(expected);
  });

  it("is none if they are equal", () => {
    expect(difference(image([Number.NaN, 1]), image([Number.NaN, 1]))).toBeUndefined();
  });
});
