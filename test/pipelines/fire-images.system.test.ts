import { describe, expect, it } from "vitest";
import { DataType, formatAttributes, type Image, ImageType, parseAttributes } from "../../src/mrd/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { encodingOf, headerOf, image, waveform } from "../support/messages.ts";
import { withReason } from "../support/peers.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { type ExpectedImage, expectPixels, fireReference, knownAttributes, noReference } from "./fire-reference.ts";

/** FIRE's invertcontrast on images: the whole chain, without a header, compared with NumPy. */

const [columns, rows] = [12, 9];
const directions = { readDir: [0, 1, 0], phaseDir: [1, 0, 0] };
/** A pattern of values, one of which is the series' maximum. */
const pixels = (seed: number) =>
  Array.from({ length: columns * rows }, (_, i) => ((i * 37 + seed * 101) % 613) + (i === 5 * seed ? 400 : 0));
const magnitude = (imageSeriesIndex: number, imageIndex: number, fields: object = {}): Image =>
  image(pixels(10 * imageSeriesIndex + imageIndex), {
    ...directions,
    matrixSize: [columns, rows, 1],
    dataType: DataType.ushort,
    imageSeriesIndex,
    imageIndex,
    slice: imageIndex,
    attributes: formatAttributes({ DataRole: "Other", FlowDirDisplay: "FH", IceMiniHead: "PFhQcm90b2NvbD4=" }),
    ...fields,
  });
const first = [1, 2, 3].map((index) => magnitude(1, index));
const second = [
  magnitude(2, 1, { imageType: 0, dataType: DataType.float, attributes: "" }),
  magnitude(2, 2, { imageType: 0, attributes: formatAttributes({ ImageRowDir: [0, 0, 1] }) }),
];
const others = [ImageType.phase, ImageType.real, ImageType.complex, ImageType.rgb].map((imageType) =>
  magnitude(7, imageType, {
    imageType,
    ...(imageType === ImageType.complex && { dataType: DataType.complexFloat, matrixSize: [6, 9, 1] }),
  }),
);
const sent = [first[0]!, others[0]!, ...first.slice(1), ...second, ...others.slice(1)];

const planes = (series: readonly Image[]) =>
  series.map(({ data }) =>
    Array.from({ length: rows }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]),
  );
const given = (options: string) => ({ module: "invertcontrast", options, series: [planes(first), planes(second)] });
const expected = fireReference({
  "": given(""),
  rgb: given("rgb"),
  colormap: given("colormap"),
  roi: given("roi"),
  complex: given("complex"),
  bits: { ...given(""), bits: 10 },
});
type Options = Exclude<keyof typeof expected, "bits">;

/** The resulting magnitude images, in order. */
const processed = (images: readonly Image[]) => images.filter(({ header }) => header.imageSeriesIndex < 7);
const invert = (parameters: Record<string, string> = {}) =>
  reconstruct("invertcontrast", undefined, sent, { parameters });
const fromHeader = {
  ImageRowDir: ["0.000000000000000000", "1.000000000000000000", "0.000000000000000000"],
  ImageColumnDir: ["1.000000000000000000", "0.000000000000000000", "0.000000000000000000"],
};
function expectAttributes(images: readonly Image[], references: readonly ExpectedImage[]): void {
  for (const [i, each] of images.entries()) {
    const before = parseAttributes([...first, ...second][i]!.attributes);
    const passing = Object.fromEntries(
      ["FlowDirDisplay", "IceMiniHead"].flatMap((name) => (before.has(name) ? [[name, before.get(name)]] : [])),
    );
    const ImageRowDir = before.get("ImageRowDir") ?? fromHeader.ImageRowDir;
    expect(knownAttributes(each)).toEqual({ ...fromHeader, ...references[i]!.attributes, ...passing, ImageRowDir });
  }
}

describe.skipIf(noReference)(withReason("invertcontrast of images", noReference), () => {
  it.each<Options>(["", "colormap", "roi"])(
    "yields the pixels, headers and attributes of FIRE: options = '%s'",
    async (options) => {
      const { images, reported } = await invert({ options });
      const results = processed(images);
      expectPixels(results, expected[options]);
      expectAttributes(results, expected[options]);
      for (const [i, { header, data }] of results.entries()) {
        const before = [...first, ...second][i]!.header;
        expect(data).toBeInstanceOf(Int16Array);
        expect(header.toObject()).toEqual({ ...before.toObject(), dataType: DataType.short });
      }
      expect(reported).toEqual([]);
    },
  );

  it("colours with options = rgb", async () => {
    const results = processed((await invert({ options: "rgb" })).images);
    expectPixels(results, expected.rgb);
    expectAttributes(results, expected.rgb);
    for (const { header, data } of results) {
      expect(data).toBeInstanceOf(Uint16Array);
      const colored = { dataType: DataType.ushort, imageType: ImageType.rgb, channels: 3 };
      expect(header.toObject()).toMatchObject({ ...directions, ...colored, matrixSize: [columns, rows, 1] });
    }
  });

  it("keeps the scale, as floats, with options = complex", async () => {
    const results = processed((await invert({ options: "complex" })).images);
    expect(results).toHaveLength(expected.complex.length);
    expectAttributes(
      results,
      expected.complex.map((each) => ({ ...each, attributes: windowAsNumber(each) })),
    );
    for (const [i, { header, data }] of results.entries()) {
      expect(relativeError(data as Float32Array, expected.complex[i]!.data)).toBeLessThan(1e-6);
      expect(header).toMatchObject({ dataType: DataType.float, imageType: i < 3 ? ImageType.magnitude : 0 });
    }
  });

  it("passes images of other kinds, with Keep_image_geometry", async () => {
    const { images } = await invert();
    const passed = images.filter(({ header }) => header.imageSeriesIndex === 7);
    expect(passed).toHaveLength(others.length);
    for (const [i, each] of passed.entries()) {
      expect(each.header).toEqual(others[i]!.header);
      expect(each.data).toEqual(others[i]!.data);
      const before = Object.fromEntries(parseAttributes(others[i]!.attributes));
      expect(Object.fromEntries(parseAttributes(each.attributes))).toEqual({ ...before, Keep_image_geometry: ["1"] });
    }
  });

  it.each(["True", "true"])(
    "also returns the input images, as series 99, with sendOriginal = %s",
    async (sendOriginal) => {
      const { images } = await invert({ sendOriginal });
      expectPixels(processed(images), expected[""]);
      const originals = images.filter(({ header }) => header.imageSeriesIndex === 99);
      for (const [i, each] of originals.entries()) {
        const before = [...first, ...second][i]!;
        expect(each.header.toObject()).toEqual({ ...before.header.toObject(), imageSeriesIndex: 99 });
        expect(each.data).toEqual(before.data);
        expect(parseAttributes(each.attributes).get("Keep_image_geometry")).toEqual(["1"]);
      }
      expect(originals).toHaveLength(5);
    },
  );

  it.each(["False", "", "false"])("sends no original with sendOriginal = '%s'", async (sendOriginal) => {
    expect((await invert({ sendOriginal })).images).toHaveLength(sent.length);
  });

  it("uses BitsStored from a header, and passes waveforms", async () => {
    const userParameters = { userParameterLong: [{ name: "BitsStored", value: 10 }] };
    const header = headerOf(encodingOf(), { userParameters });
    const { images } = await reconstruct("invertcontrast", header, [waveform(), ...sent, waveform()]);
    expectPixels(processed(images), expected.bits);
    expect(images).toHaveLength(sent.length);
  });

  it("refuses unknown options", async () => {
    await expect(invert({ options: "rbg" })).rejects.toThrow(
      /'options' is "rbg"; it must be one of .*rgb.*did you mean 'rgb'/,
    );
  });
});

/** Python writes the integer 1000.0 where JavaScript writes 1000. */
function windowAsNumber({ attributes }: ExpectedImage): ExpectedImage["attributes"] {
  const top = Number(attributes.WindowWidth![0]) - 1;
  const center = (top + 1) / 2;
  const WindowCenter = [Number.isInteger(center) ? center.toFixed(1) : String(center)];
  return { ...attributes, WindowCenter, WindowWidth: [String(top + 1)] };
}
