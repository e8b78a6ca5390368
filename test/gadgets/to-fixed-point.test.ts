import fc from "fast-check";
import { describe, expect, it } from "vitest";
import toFixedPoint from "../../gadgets/images/to-fixed-point.ts";
import { DataType, formatAttributes, type Image, ImageType, parseAttributes } from "../../src/mrd/index.ts";
import { image } from "../support/messages.ts";
import { expectFailure, run } from "../support/run-gadget.ts";

const convert = async (sent: Image, parameters = {}) => (await run(toFixedPoint, "image", [sent], { parameters }))[0]!;
const number = (converted: Image, name: string) => Number(parseAttributes(converted.attributes).get(name)?.[0]);
const { phase, real, imag, magnitude } = ImageType;

describe("to-fixed-point", () => {
  it("rounds magnitude and clamps it to min..max, counting what it clipped", async () => {
    const converted = await convert(image([0, 0.4, 0.6, 4095.4, 4096, 1e30, -3]));
    expect(converted.data).toEqual(Uint16Array.of(0, 0, 1, 4095, 4095, 4095, 0));
    expect(number(converted, "LarmorClippedPixels")).toBe(3);
    expect(converted.header.dataType).toBe(DataType.ushort);
  });

  it("reports how many pixels of how many images were clipped, and nothing if none was", async () => {
    const reported: string[] = [];
    const sent = [image([1, 2]), image([5000, 5001]), image([-1, 7])];
    await run(toFixedPoint, "image", sent, { reported });
    expect(reported).toEqual(["info: 3 pixels of 2 images were clipped to 0 to 4095"]);
    await run(toFixedPoint, "image", sent.slice(0, 1), { reported });
    expect(reported).toHaveLength(1);
  });

  it("converts NaN to the minimum, and counts it as clipped", async () => {
    const converted = await convert(image([Number.NaN, 7]), { min: 2 });
    expect(converted.data).toEqual(Uint16Array.of(2, 7));
    expect(number(converted, "LarmorClippedPixels")).toBe(1);
  });

  it.each([
    { type: "ushort", dataType: DataType.ushort, max: 0xffff, data: Uint16Array.of(0xffff, 5) },
    { type: "short", dataType: DataType.short, max: 0x7fff, data: Int16Array.of(0x7fff, 5) },
    { type: "uint", dataType: DataType.uint, max: 0xffffffff, data: Uint32Array.of(0xffffffff, 5) },
    { type: "int", dataType: DataType.int, max: 0x7fffffff, data: Int32Array.of(0x7fffffff, 5) },
  ])("fills all of $type", async ({ type, dataType, max, data }) => {
    const converted = await convert(image([1e20, 5]), { type, max });
    expect(converted.data).toEqual(data);
    expect(converted.header.dataType).toBe(dataType);
  });

  it("maps phase −π..π to 0..2·offset", async () => {
    const values = [-Math.PI, -Math.PI / 2, 0, Math.PI / 2, Math.PI];
    const converted = await convert(image(values, { imageType: phase }));
    expect(converted.data).toEqual(Uint16Array.of(0, 1024, 2048, 3072, 4095)); // +π is −π once more, clipped by one
    const signed = await convert(image(values, { imageType: phase }), { type: "short", min: -4096, offset: 1000 });
    expect(signed.data).toEqual(Int16Array.of(0, 500, 1000, 1500, 2000));
  });

  it.each([real, imag])("shifts image type %i by offset", async (imageType) => {
    const converted = await convert(image([-3000, -5, 0, 5, 3000], { imageType }));
    expect(converted.data).toEqual(Uint16Array.of(0, 2043, 2048, 2053, 4095));
    expect(number(converted, "LarmorClippedPixels")).toBe(2);
  });

  it("needs an offset for phase, but not for other types", async () => {
    const parameters = { type: "short", min: -100, offset: 0 };
    expect((await convert(image([-3, 5], { imageType: real }), parameters)).data).toEqual(Int16Array.of(-3, 5));
    const phaseImage = image([1], { imageType: phase });
    await expectFailure(toFixedPoint, [phaseImage], "bad-range", /phase image 1 .* offset 0/, { parameters });
  });

  it("records how to recover the values, to half a step", () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(magnitude, phase, real),
        fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1 }),
        async (imageType, values) => {
          const converted = await convert(image(values, { imageType, dataType: DataType.double }));
          const [slope, intercept] = [number(converted, "RescaleSlope"), number(converted, "RescaleIntercept")];
          for (const [i, pixel] of converted.data.entries()) {
            expect(Math.abs(pixel * slope + intercept - values[i]!)).toBeLessThanOrEqual(slope / 2 + 1e-9);
          }
        },
      ),
      { numRuns: 40 },
    ));

  it("keeps the window of magnitude, and sets that of other images to min..max, in rescaled values", async () => {
    const attributes = formatAttributes({ WindowCenter: 20.5, WindowWidth: 41, DataRole: "Image" });
    const window = (converted: Image) => [number(converted, "WindowCenter"), number(converted, "WindowWidth")];
    const kept = await convert(image([1], { attributes }));
    expect(window(kept)).toEqual([20.5, 41]);
    expect(parseAttributes(kept.attributes).get("DataRole")).toEqual(["Image"]);
    expect(window(await convert(image([1])))).toEqual([2047.5, 4095]);
    expect(window(await convert(image([1], { imageType: real, attributes })))).toEqual([-0.5, 4095]);
    const [center, width] = window(await convert(image([1], { imageType: phase }), { max: 4096 }));
    expect(center).toBeCloseTo(0, 12);
    expect(width).toBeCloseTo(2 * Math.PI, 12);
  });

  it.each([
    ["ushort", -1, 4095],
    ["ushort", 0, 65536],
    ["short", -32769, 0],
    ["short", 0, 32768],
    ["uint", -1, 5],
    ["uint", 0, 2 ** 32],
    ["ushort", 5, 5],
    ["ushort", 6, 5],
  ])("refuses %s from %i to %i", (type, min, max) =>
    expect(convert(image([1]), { type, min, max })).rejects.toMatchObject({
      code: "bad-range",
      message: expect.stringMatching(new RegExp(`min ${min} and max ${max} .*${type}`)),
    }),
  );

  it("refuses images that are not float, and explains how to convert complex ones", async () => {
    const integers = image([1], { dataType: DataType.ushort, imageIndex: 42 });
    await expectFailure(toFixedPoint, [integers], "not-float", /image 42 has data type 1/);
    const complex = image([1, 2], { dataType: DataType.complexFloat, imageType: ImageType.complex });
    await expectFailure(toFixedPoint, [complex], "not-float", /`extract`/);
  });
});
