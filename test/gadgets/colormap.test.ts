import { describe, expect, it } from "vitest";
import colormap from "../../gadgets/images/colormap.ts";
import { DataType, formatAttributes, ImageType, parseAttributes } from "../../src/mrd/index.ts";
import { rangeAttributes } from "../../src/recon/images/index.ts";
import { image } from "../support/messages.ts";
import { expectFailure, run } from "../support/run-gadget.ts";

/** The ends of jet, and its middle: entry 128 of matplotlib's table. */
const [blue, middle, red] = [
  [0, 0, 127],
  [124, 255, 121],
  [127, 0, 0],
];

describe("colormap", () => {
  it("produces FIRE's RGB image of one channel", async () => {
    const attributes = formatAttributes({
      WindowCenter: 1,
      WindowWidth: 2,
      ...rangeAttributes({ minimum: 0, maximum: 4 }),
      A: "b",
    });
    const given = image([0, 2, 4], { dataType: DataType.short, imageIndex: 7, imageSeriesIndex: 3, attributes });
    const [found] = await run(colormap, "image", [given]);
    expect(found!.header).toMatchObject({
      dataType: DataType.ushort,
      imageType: ImageType.rgb,
      channels: 3,
      matrixSize: [3, 1, 1],
      imageIndex: 7,
      imageSeriesIndex: 3,
    });
    const planes = [0, 1, 2].flatMap((color) => [blue, middle, red].map((each) => each![color]!));
    expect(found!.data).toEqual(Uint16Array.from(planes));
    expect([...parseAttributes(found!.attributes)]).toEqual([["A", ["b"]]]);
  });

  it("uses the range of the image's group", async () => {
    const attributes = formatAttributes(rangeAttributes({ minimum: 0, maximum: 8 }));
    const [found] = await run(colormap, "image", [image([4], { attributes })]);
    expect([...found!.data]).toEqual(middle);
  });

  it("refuses several channels, and complex pixels", async () => {
    const several = image([1, 2], { channels: 2, matrixSize: [1, 1, 1], imageSeriesIndex: 4 });
    await expectFailure(colormap, [several], "several-channels", /image 1 of series 4 has 2 channels.*combine/);
    await expectFailure(colormap, [image([1, 2], { dataType: DataType.complexFloat })], "not-real", /complex/);
  });
});
