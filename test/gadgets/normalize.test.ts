import { describe, expect, it } from "vitest";
import invert from "../../gadgets/images/invert.ts";
import normalize from "../../gadgets/images/normalize.ts";
import rescale from "../../gadgets/images/rescale.ts";
import toFloat from "../../gadgets/images/to-float.ts";
import { DataType, formatAttributes, type Image, type MrdHeader, parseAttributes } from "../../src/mrd/index.ts";
import { rangeAttributes } from "../../src/recon/images/index.ts";
import { encodingOf, headerOf, image } from "../support/messages.ts";
import { contextOf, expectFailure, parametersOf, run } from "../support/run-gadget.ts";

const stored = (value: number): MrdHeader =>
  headerOf(encodingOf(), { userParameters: { userParameterLong: [{ name: "BitsStored", value }] } });
const parsedRange = (minimum: number, maximum: number) =>
  Object.fromEntries(parseAttributes(formatAttributes(rangeAttributes({ minimum, maximum }))));
const within = (minimum: number, maximum: number) =>
  formatAttributes({ ...rangeAttributes({ minimum, maximum }), Other: "kept" });
const attributes = (given: Image) => Object.fromEntries(parseAttributes(given.attributes));
const complex = image([1, 2], { dataType: DataType.complexFloat });

describe("normalize", () => {
  const one = async (given: Image, header?: MrdHeader) =>
    (await run(normalize, "image", [given], { ...(header && { header }) }))[0]!;

  it("scales the maximum of the image's group to 2^12 - 1, and rounds halves to even numbers", async () => {
    const found = await one(image([0, 1.5, 2.5, 1000], { attributes: within(0, 4095) }));
    expect([...found.data]).toEqual([0, 2, 2, 1000]);
    expect(found.data).toBeInstanceOf(Int16Array);
    expect(found.header.dataType).toBe(DataType.short);
    expect((await one(image([0, 1, 10], { attributes: within(0, 20) }))).data).toEqual(Int16Array.of(0, 205, 2048));
  });

  it("uses the image's own range without range attributes", async () => {
    expect([...(await one(image([0, 5, 10]))).data]).toEqual([0, 2048, 4095]);
  });

  it("records what it did", async () => {
    expect(attributes(await one(image([2, 4, 10], { attributes: within(2, 20) })))).toEqual({
      Other: ["kept"],
      WindowCenter: ["2048.0"],
      WindowWidth: ["4096"],
      ...parsedRange(410, 4095),
      LarmorScale: [String(4095 / 20)],
    });
  });

  it.each([
    [8, 255, Int16Array],
    [15, 32767, Int16Array],
    [16, 65535, Uint16Array],
    [20, 1048575, Int32Array],
    [0, 4095, Int16Array],
    [32, 4095, Int16Array],
  ])("uses BitsStored of the header: %i bits are up to %i", async (bits, maximum, type) => {
    const found = await one(image([0, 7]), stored(bits));
    expect([...found.data]).toEqual([0, maximum]);
    expect(found.data).toBeInstanceOf(type);
  });

  it("runs without a header", () => {
    const context = { ...contextOf(), header: undefined };
    expect(() => normalize.create(context, parametersOf(normalize))).not.toThrow();
  });

  it("leaves an image without any positive value at its scale", async () => {
    expect([...(await one(image([0, 0]))).data]).toEqual([0, 0]);
    expect([...(await one(image([-3, -1.2]))).data]).toEqual([-3, -1]);
  });

  it.each([normalize, invert, rescale, toFloat])("$name refuses complex images", (gadget) =>
    expectFailure(gadget, [complex], "not-real", /image 1 of series 0 is complex.*bypass/),
  );
});

describe("invert", () => {
  it("subtracts from the maximum of the image's group, and keeps the type of the pixels", async () => {
    const given = image([100, 4095, 5000], { dataType: DataType.short, attributes: within(100, 4095) });
    const [found] = await run(invert, "image", [given]);
    expect(found!.data).toEqual(Int16Array.of(3995, 0, 905));
    expect(attributes(found!)).toMatchObject({
      WindowCenter: ["2048.0"],
      WindowWidth: ["4096"],
      ...parsedRange(0, 3995),
    });
  });

  it("uses the image's own maximum without range attributes", async () => {
    const [found] = await run(invert, "image", [image([0.5, 2, 1])]);
    expect(found!.data).toEqual(Float32Array.of(1.5, 0, 1));
    expect(attributes(found!)).toMatchObject({ WindowCenter: ["1.5"], WindowWidth: ["3"] });
  });
});

describe("rescale", () => {
  it("converts values around 2048 to signed ones with the range of the stored bits", async () => {
    const given = image([0, 2048, 2049, 4095], { dataType: DataType.ushort, attributes: within(0, 4095) });
    const [found] = await run(rescale, "image", [given]);
    expect(found!.data).toEqual(Int16Array.of(-4095, 0, 2, 4093));
    expect(attributes(found!)).toEqual({ Other: ["kept"], WindowCenter: ["2048.0"], WindowWidth: ["4096"] });
    const [wide] = await run(rescale, "image", [given], { header: stored(16) });
    expect(wide!.data).toEqual(Int32Array.of(-65535, 0, 32, 65503));
    const [own] = await run(rescale, "image", [given], { parameters: { zero: 0, span: 4095, bits: 8 } });
    expect([...own!.data]).toEqual([0, 128, 128, 255]);
  });
});

describe("to-float", () => {
  it("keeps the values", async () => {
    const [found] = await run(toFloat, "image", [image([-1, 300], { dataType: DataType.int })]);
    expect(found!.data).toEqual(Float32Array.of(-1, 300));
    expect(found!.header.dataType).toBe(DataType.float);
  });
});
