import { describe, expect, it } from "vitest";
import numberSeries from "../../gadgets/images/number-series.ts";
import { formatAttributes, type Image } from "../../src/mrd/index.ts";
import { image } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

const of = (attributes: Record<string, string>) => image([1], { attributes: formatAttributes(attributes) });
const numbers = (images: readonly Image[]) => images.map(({ header }) => [header.imageSeriesIndex, header.imageIndex]);

describe("number-series", () => {
  it("gives each value a series, in which images count from 1", async () => {
    const images = ["FH", "AP", "FH", "FH", "AP"].map((FlowDirDisplay) => of({ FlowDirDisplay }));
    expect(numbers(await run(numberSeries, "image", images))).toEqual([
      [10, 1],
      [11, 1],
      [10, 2],
      [10, 3],
      [11, 2],
    ]);
  });

  it("uses another attribute and first number, and one series for images without it", async () => {
    const images = [of({ B: "x" }), of({ A: "y" }), of({}), of({ A: "z" })];
    const parameters = { attribute: "A", first: 0 };
    expect(numbers(await run(numberSeries, "image", images, { parameters }))).toEqual([
      [0, 1],
      [1, 1],
      [0, 2],
      [2, 1],
    ]);
  });
});
