import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { valueRange } from "../../src/numerics/images/index.ts";
import { type ColorMap, colored } from "../../src/rendering/index.ts";
import { runPython, skipReason, withReason } from "../support/peers.ts";

const missing = skipReason("python");
describe.skipIf(missing)(withReason("colours", missing), () => {
  const script = readFileSync(new URL("color-map.py", import.meta.url), "utf8");
  const cases = (missing === undefined ? JSON.parse(runPython(script)) : []) as {
    judge: "matplotlib" | "interpolation";
    map: ColorMap;
    values: number[];
    colors: number[];
  }[];

  it.each(cases)("of $values.length values by $map are those of $judge", ({ judge, map, values, colors }) => {
    const ours = colored(Float32Array.from(values), valueRange(Float32Array.from(values)), map);
    // NumPy's interpolation rounds otherwise than matplotlib's formula, and what is cut off may then be one less.
    const apart = judge === "matplotlib" ? 0 : 1;
    expect(ours).toHaveLength(colors.length);
    expect(Math.max(...ours.map((color, i) => Math.abs(color - colors[i]!)))).toBeLessThanOrEqual(apart);
  });
});

describe("the ends of a range", () => {
  const colorOf = (value: number, minimum: number, maximum: number) => [
    ...colored([value], { minimum, maximum }, "jet"),
  ];

  it("have the first and the last colour, and what is outside too", () => {
    expect(colorOf(-1, -1, 5)).toEqual([0, 0, 127]);
    expect(colorOf(-7, -1, 5)).toEqual([0, 0, 127]);
    expect(colorOf(5, -1, 5)).toEqual([127, 0, 0]);
    expect(colorOf(Number.POSITIVE_INFINITY, -1, 5)).toEqual([127, 0, 0]);
  });

  it("are the first colour where there is no range, and of what is not a number", () => {
    expect(colorOf(3, 3, 3)).toEqual([0, 0, 127]);
    expect(colorOf(Number.NaN, 0, 1)).toEqual([0, 0, 127]);
  });
});
