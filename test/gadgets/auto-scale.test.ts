import { describe, expect, it } from "vitest";
import autoScale from "../../gadgets/images/auto-scale.ts";
import { DataType, formatAttributes, type Image, ImageType, parseAttributes } from "../../src/mrd/index.ts";
import { image } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

const scale = async (sent: Image, parameters = {}) => (await run(autoScale, "image", [sent], { parameters }))[0]!;
/** 0, 1, … 200, shuffled: its 99th percentile is 198. */
const ladder = Array.from({ length: 201 }, (_, i) => (i * 77) % 201);

describe("auto-scale", () => {
  it("brings the 99th percentile to 2048 and keeps all ratios", async () => {
    const { data } = await scale(image(ladder));
    for (const [i, value] of data.entries()) expect(value).toBeCloseTo((ladder[i]! * 2048) / 198, 3);
  });

  it("uses another percentile and value", async () => {
    const { data } = await scale(image(ladder), { percentile: 50, value: 10 });
    expect(data[ladder.indexOf(100)]).toBeCloseTo(10, 5);
    expect(Math.max(...data)).toBeCloseTo(20, 5);
  });

  it("reads the percentile from a histogram, as Gadgetron does: the edge of the bin after the one in which it is", async () => {
    // Bins of 2: 199 of the 201 pixels are below 199, in bins that end at 200.
    const { data } = await scale(image(ladder), { bins: 100, value: 100 });
    expect(data[ladder.indexOf(200)]).toBeCloseTo((100 * 200) / 202, 4);
    const few = await scale(image(ladder), { bins: 4, percentile: 50, value: 10 });
    expect(few.data[ladder.indexOf(100)]).toBeCloseTo((100 * 10) / (4 * 50), 4);
  });

  it("leaves an image alone whose histogram has no bins", async () => {
    for (const sent of [image(new Float32Array(50)), image([1, Number.NaN, 2]), image([1, Number.POSITIVE_INFINITY])])
      expect(await scale(sent, { bins: 100 })).toBe(sent);
  });

  it("scales the window too, and records the factor", async () => {
    const attributes = formatAttributes({ WindowCenter: 100, WindowWidth: 200, DataRole: "Image" });
    const scaled = parseAttributes((await scale(image(ladder, { attributes }), { value: 396 })).attributes);
    expect(Object.fromEntries(scaled)).toEqual({
      WindowCenter: ["200"],
      WindowWidth: ["400"],
      DataRole: ["Image"],
      LarmorScale: ["2"],
    });
  });

  it.each([
    ["of zeros", image(new Float32Array(50))],
    ["without pixels", image([])],
    ["with NaN", image([1, Number.NaN, 2])],
    ["that is mostly infinite", image([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])],
    ["of phase", image(ladder, { imageType: ImageType.phase })],
    ["of real parts", image(ladder, { imageType: ImageType.real })],
    ["of integers", image(ladder, { dataType: DataType.ushort })],
    ["of complex pixels", image([...ladder, 0], { dataType: DataType.complexFloat })],
  ])("leaves an image %s as it is", async (_name, sent) => {
    expect(await scale(sent)).toBe(sent);
  });
});
