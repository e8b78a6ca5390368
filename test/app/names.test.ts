import { describe, expect, it } from "vitest";
import { defaultGroup, derivedName, resultsName } from "../../src/app/names.ts";

describe("names of written files and groups", () => {
  it.each([
    ["scan.h5", "scan_results.h5"],
    ["scan.mrd", "scan_results.mrd"],
    ["scan", "scan_results.h5"],
    ["a/b.c/scan.h5", "a/b.c/scan_results.h5"],
    ["../scan.h5", "../scan_results.h5"],
    ["/scan.h5", "/scan_results.h5"],
  ])("puts the results of %s into %s", (input, output) => {
    expect(resultsName(input)).toBe(output);
  });

  it("names a picture after its file and series", () => {
    expect(derivedName("a/scan.h5", "image_0.png")).toBe("a/scan_image_0.png");
  });

  it("names a group by the local date and time", () => {
    expect(defaultGroup(new Date(2024, 1, 3, 4, 5, 6, 7))).toBe("2024-02-03 04:05:06.007");
  });
});
