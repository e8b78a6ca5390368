import { describe, expect, it } from "vitest";
import roi from "../../gadgets/images/roi.ts";
import { parseAttributes } from "../../src/mrd/index.ts";
import { image } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

const given = image(new Float32Array(40 * 20), { matrixSize: [40, 20, 1], attributes: "" });
const regionOf = async (parameters: object, name: string) => {
  const [found] = await run(roi, "image", [given], { parameters });
  return parseAttributes(found!.attributes).get(name)!;
};

describe("roi", () => {
  it("writes colour, thickness, style and visibility, then points, in the form that FIRE defines", async () => {
    const region = await regionOf({}, "ROI_example");
    expect(region.slice(0, 6)).toEqual(["1.000000", "0.000000", "0.000000", "1.000000", "0", "1"]);
    expect(region).toHaveLength(6 + 2 * 50);
    for (const value of region.slice(6)) expect(value).toMatch(/^\d+\.\d{6}$/);
    const styled = { name: "own", color: [0, 0.5, 1], thickness: 2.5, style: "dashed", visible: false };
    expect((await regionOf(styled, "ROI_own")).slice(0, 6)).toEqual([
      "0.000000",
      "0.500000",
      "1.000000",
      "2.500000",
      "1",
      "0",
    ]);
  });

  it("is in the lower right corner, in fractions of the shorter side", async () => {
    const points = (await regionOf({ outline: "heart" }, "ROI_example")).slice(6).map(Number);
    const [x, y] = [points.filter((_, i) => i % 2 === 0), points.filter((_, i) => i % 2 === 1)];
    expect([Math.min(...x), Math.max(...x)]).toEqual([36, 38]);
    expect([Math.min(...y), Math.max(...y)]).toEqual([16, 18]);
  });
});
