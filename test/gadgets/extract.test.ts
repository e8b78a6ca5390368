import { describe, expect, it } from "vitest";
import extract from "../../gadgets/coil-images/extract.ts";
import type { ImageArray } from "../../src/gadget-api/index.ts";
import { MagnitudeImages } from "../../src/gadget-api/kinds/index.ts";
import { DataType, type Image, ImageType, parseAttributes } from "../../src/mrd/index.ts";
import { encodingOf, headerOf, imageArray } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

const kinds = ["magnitude", "phase", "real", "imag", "complex"] as const;
const make = (images: ImageArray[], parameters = {}) => run(extract, "image", images, { parameters });
const attribute = (image: Image, name: string) => parseAttributes(image.attributes).get(name);

/** One image of one row: 3 + 4i, −2, 0, −5i. */
const known: ImageArray = { ...imageArray({ x: 4, y: 1 }), data: Float32Array.of(3, 4, -2, 0, 0, 0, 0, -5) };

describe("extract", () => {
  it.each([
    { kind: "magnitude", type: ImageType.magnitude, series: 7, pixels: [5, 2, 0, 5] },
    { kind: "real", type: ImageType.real, series: 1007, pixels: [3, -2, 0, 0] },
    { kind: "imag", type: ImageType.imag, series: 2007, pixels: [4, 0, 0, -5] },
    { kind: "phase", type: ImageType.phase, series: 3007, pixels: [Math.atan2(4, 3), Math.PI, 0, -Math.PI / 2] },
    { kind: "complex", type: ImageType.complex, series: 4007, pixels: [3, 4, -2, 0, 0, 0, 0, -5] },
  ])("makes $kind images, in series base + $series − 7", async ({ kind, type, series, pixels }) => {
    const [image] = await make([known], { as: [kind], series: 7 });
    expect(image!.data).toEqual(Float32Array.from(pixels));
    const dataType = kind === "complex" ? DataType.complexFloat : DataType.float;
    expect(image!.header).toMatchObject({ imageType: type, imageSeriesIndex: series, imageIndex: 1, dataType });
  });

  it.each(kinds)("makes the same %s images of magnitudes as of complex data", async (kind) => {
    const magnitudes = new MagnitudeImages(imageArray({ x: 2, y: 1, n: 2 }), Float32Array.of(3, 0, 1, 2));
    const expected = await make([{ ...magnitudes }], { as: [kind] });
    expect(await make([magnitudes], { as: [kind] })).toEqual(expected);
    expect(expected).toHaveLength(2);
  });

  it("does not make magnitudes complex to take them", async () => {
    const magnitudes = new MagnitudeImages(imageArray({ x: 2, y: 1 }), Float32Array.of(3, 4));
    const unread = Object.defineProperty(magnitudes, "data", {
      get: () => {
        throw new Error("read");
      },
    });
    expect([...(await make([unread]))[0]!.data]).toEqual([3, 4]);
  });

  it("produces only magnitude, in series 0, by default", async () => {
    const images = await make([known]);
    expect(images.map(({ header }) => [header.imageType, header.imageSeriesIndex])).toEqual([[ImageType.magnitude, 0]]);
  });

  it("orders images by slice, then s, then n, each in all kinds, with its own pixels", async () => {
    const sent = imageArray({ x: 2, y: 1, n: 2, s: 3, slices: 2 });
    const images = await make([sent], { as: ["real", "imag"] });
    const places = images.map(({ header }) => [header.slice, header.set, header.repetition]);
    expect(places).toEqual(places.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!));
    for (const [i, { data }] of images.entries()) {
      const [image, part] = [i >> 1, i & 1];
      expect([...data]).toEqual([sent.data[4 * image + part], sent.data[4 * image + 2 + part]]);
    }
  });

  it("counts images from 1 in each series, from array to array", async () => {
    const images = await make([imageArray({ n: 2 }), imageArray()], { as: ["magnitude", "phase"] });
    expect(images.map(({ header }) => header.imageIndex)).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it("gives each value of a counter a series of its own, apart from other encodings and kinds", async () => {
    const header = headerOf([encodingOf(), encodingOf()]);
    const array = imageArray({ n: 2 });
    const echoes = { ...array, headers: array.headers.map((each, contrast) => each.with({ contrast })) };
    const parameters = { as: ["magnitude", "phase"], seriesBy: "contrast", series: 5 };
    const images = await run(extract, "image", [echoes, { ...echoes, encoding: 1 }], { header, parameters });
    const series = images.map((image) => image.header.imageSeriesIndex);
    expect(series).toEqual([5, 3005, 7, 3007, 6, 3006, 8, 3008]);
    const late = { ...array, headers: array.headers.map((each) => each.with({ contrast: 500 })) };
    await expect(run(extract, "image", [late], { header, parameters })).rejects.toMatchObject({
      code: "too-many-series",
    });
  });

  it("puts all kinds into one series, if asked to, and adds the series of the array", async () => {
    const sent = { ...imageArray(), series: 20 };
    const seriesOf = async (offsets: boolean) => {
      const images = await make([sent], { as: ["magnitude", "complex"], series: 1, offsets });
      return images.map(({ header }) => header.imageSeriesIndex);
    };
    expect(await seriesOf(false)).toEqual([21, 21]);
    expect(await seriesOf(true)).toEqual([21, 4021]);
  });

  it("records the sequence's times and flip angle, by contrast where there are several", async () => {
    const sequenceParameters = {
      te: [3, 8],
      tr: [500],
      flipAngleDeg: [70, 20],
      ti: [],
      echoSpacing: [],
      diffusion: [],
    };
    const header = headerOf(encodingOf(), { sequenceParameters });
    const array = imageArray({ n: 3 });
    const echoes = { ...array, headers: array.headers.map((each, contrast) => each.with({ contrast })) };
    const images = await run(extract, "image", [echoes], { header });
    const names = ["EchoTime", "RepetitionTime", "InversionTime", "FlipAngle"];
    expect(images.map((image) => names.map((name) => attribute(image, name)?.[0]))).toEqual([
      ["3", "500", undefined, "70"],
      ["8", "500", undefined, "20"],
      [undefined, "500", undefined, undefined],
    ]);
  });

  it("keeps non-finite pixels, counts them, and sets the window for the others", async () => {
    const reported: string[] = [];
    const data = Float32Array.of(3, 4, Number.NaN, 0, Number.POSITIVE_INFINITY, 0, 0, -5);
    const [broken, whole] = await run(extract, "image", [{ ...known, data }, known], { reported });
    expect(broken!.data).toEqual(Float32Array.of(5, Number.NaN, Number.POSITIVE_INFINITY, 5));
    expect(attribute(broken!, "LarmorNonFinitePixels")).toEqual(["2"]);
    expect(attribute(broken!, "WindowWidth")).toEqual(["5"]);
    expect(attribute(whole!, "LarmorNonFinitePixels")).toBeUndefined();
    expect(reported).toEqual(["warning: 2 pixels of 1 image are NaN or infinite because their samples were"]);
  });

  it("omits images without readouts, and reports how many", async () => {
    const reported: string[] = [];
    const sent = imageArray({ n: 3 });
    const attributes = sent.attributes.map((facts, i) => (i === 1 ? { LarmorLines: 0 } : facts));
    const images = await run(extract, "image", [{ ...sent, attributes }], { reported });
    expect(images.map(({ header }) => [header.repetition, header.imageIndex])).toEqual([
      [0, 1],
      [2, 2],
    ]);
    expect(reported).toEqual(["warning: 1 combinations of counters have no readouts, and no image"]);
  });

  it("keeps coils as channels", async () => {
    const [image] = await make([imageArray({ x: 2, y: 1, coils: 3 })], { as: ["complex"] });
    expect(image!.data).toHaveLength(12);
    expect(image!.header.channels).toBe(3);
    expect(image!.header.pixelCount).toBe(6);
  });

  it("records an image's provenance", async () => {
    const [image] = await make([known], { as: ["phase"] });
    const [zero, one] = ["0.000000000000000000", "1.000000000000000000"]; // with FIRE's digits
    expect(Object.fromEntries(parseAttributes(image!.attributes))).toEqual({
      DataRole: ["Image"],
      ImageProcessingHistory: ["one", "two"],
      ImageRowDir: [zero, one, zero],
      ImageColumnDir: [one, zero, zero],
      Keep_image_geometry: ["1"],
      LarmorChain: ["test"],
      LarmorChainHash: ["0123"],
      LarmorRunHash: ["4567"],
      LarmorNode: [process.versions.node],
      LarmorVersion: ["1.2.3"],
      LarmorLines: ["1"],
    });
  });

  it("sets the window of magnitude only, from black to the maximum pixel value", async () => {
    const images = await make([known], { as: [...kinds] });
    expect(images.map((image) => attribute(image, "WindowCenter")?.[0])).toEqual(["2.5", ...Array(4).fill(undefined)]);
    expect(attribute(images[0]!, "WindowWidth")).toEqual(["5"]);
  });

  it("sets it to the finite pixels", async () => {
    const data = known.data.slice().fill(Number.NaN, 0, 2);
    const [image] = await make([{ ...known, data }]);
    expect(attribute(image!, "WindowWidth")).toEqual(["5"]);
  });

  it("copies complex images to memory of their own", async () => {
    const [image] = await make([known], { as: ["complex"] });
    expect(image!.data.buffer).not.toBe(known.data.buffer);
  });
});
