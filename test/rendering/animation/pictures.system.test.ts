import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { PictureOptions } from "../../../src/formats/source/index.ts";
import { DataType, formatAttributes, type Image, ImageType } from "../../../src/mrd/index.ts";
import { pictureSinks } from "../../../src/rendering/index.ts";
import { ramp, sourceOf } from "../../formats/image-series/image-source.ts";
import { findPython, skipReason, withReason } from "../../support/peers.ts";

const skip = skipReason("python", "/usr/lib/python3/dist-packages/PIL");
const folder = mkdtempSync(join(tmpdir(), "larmor-pictures-"));
afterAll(() => rmSync(folder, { recursive: true }));
let number = 0;

/** Writes images to `a.gif` or `a.png` in a folder of their own. */
async function written(type: "gif" | "png", images: readonly Image[], pictures: PictureOptions = {}) {
  number += 1;
  const place = join(folder, String(number));
  mkdirSync(place);
  const format = pictureSinks.find(({ endings }) => endings[0] === `.${type}`)!;
  const options = { overwrite: false, index: 0, count: 1, version: "1.2.3", pictures };
  const sink = await format.open(join(place, `a.${type}`), sourceOf(images), options);
  for (const image of images) await sink.write(image);
  const lines = await sink.close();
  expect(await sink.close()).toBe(lines);
  return { lines, path: join(place, `a.${type}`), files: readdirSync(place).toSorted() };
}

interface Judged {
  readonly read: number[][][];
  readonly expected: number[][][];
  readonly duration: number;
  readonly comment: string;
}

/** What Pillow reads of a file, and what NumPy computes of images. */
function judged(task: object): Judged {
  const script = join(import.meta.dirname, "mrd2gif.py");
  const input = JSON.stringify(task);
  return JSON.parse(execFileSync(findPython()!, [script], { input, encoding: "utf8", maxBuffer: 1 << 26 }));
}

/** An image of 12 × 8 pixels with values of its own. */
function noisy(seed: number, fields: Parameters<typeof ramp>[0] = {}, attributes = ""): Image {
  const image = ramp({ matrixSize: [12, 8, 1], ...fields }, attributes);
  for (let i = 0; i < image.data.length; i++) image.data[i] = (((i + 1) * 7919 * (seed + 1)) % 997) + seed;
  return image;
}
const rows = ({ data }: Image) => Array.from({ length: 8 }, (_, y) => [...data.subarray(12 * y, 12 * y + 12)]);

describe.skipIf(skip)(withReason("GIF and PNG, as Pillow reads them", skip), () => {
  test.each(["gif", "png"] as const)("slices side by side, over time (%s)", async (type) => {
    const images = [0, 1].flatMap((repetition) =>
      [0, 1, 2].map((slice) => noisy(3 * repetition + slice, { slice, repetition })),
    );
    const attributes = formatAttributes({ Note: ["für", "x".repeat(600)] });
    const { path, lines } = await written(type, [{ ...images[0]!, attributes }, ...images.slice(1)], { fps: 10 });
    const groups = [
      [0, 1, 2],
      [3, 4, 5],
    ];
    const { read, expected, duration, comment } = judged({ path, images: images.map(rows), groups });
    expect(read).toEqual(expected);
    expect(duration).toBe(100);
    expect(comment).toBe(attributes);
    expect(lines.at(-1)).toMatch(/a\.(gif|png): \d+ × \d+, 2 frames$/);
  });

  test("contrasts, few images, and one after another", async () => {
    const contrasts = [0, 1, 2, 3].map((contrast) => noisy(contrast, { contrast }));
    const all = { images: contrasts.map(rows), groups: [[0, 1, 2, 3]] };
    for (const images of [contrasts, contrasts.map((_, repetition) => noisy(repetition, { repetition }))]) {
      const { path } = await written("gif", images);
      const { read, expected } = judged({ path, ...all });
      expect(read).toEqual(expected);
    }
    const { path } = await written("gif", contrasts, { mosaicSlices: false });
    const { read, expected } = judged({ path, ...all, groups: [[0], [1], [2], [3]] });
    expect(read).toEqual(expected);
  });

  test("a region is drawn as Pillow draws it", async () => {
    const corners = [2.7, 1.2, 9.9, 3.1, 5, 7, 2.7, 1.2];
    const region = noisy(
      1,
      {},
      formatAttributes({ ROI_a: [1, 0, 0.5, 1, 0, 1, ...corners], ROI_hidden: [1, 0, 0, 1, 0, 0, 1, 1] }),
    );
    const { path } = await written("gif", [region]);
    const points = [0, 2, 4, 6].map((i) => corners.slice(i, i + 2));
    const { read, expected } = judged({ path, images: [rows(region)], groups: [[0]], points, colour: [255, 0, 127] });
    expect(read).toEqual(expected);
  });

  test("windows of attributes, rescaling and enlargement", async () => {
    const slope = formatAttributes({ RescaleSlope: 2, RescaleIntercept: -10, WindowCenter: 100, WindowWidth: 200 });
    const gadgetron = formatAttributes({
      GADGETRON_ScaleRatio: 0.5,
      GADGETRON_ScaleOffset: 5,
      GADGETRON_WindowCenter: 100,
      GADGETRON_WindowWidth: 100,
    });
    for (const attributes of [slope, gadgetron]) {
      const { path } = await written("png", [noisy(0, {}, attributes)], { rescale: 2 });
      const { read } = judged({ path });
      const expected = rows(noisy(0)).map((row) =>
        row.map((value) => Math.floor(Math.min(Math.max(((2 * value - 10) * 255) / 200, 0), 255))),
      );
      expect(read[0]!.filter((_, y) => y % 2 === 1).map((row) => row.filter((_, x) => x % 2 === 1))).toEqual(expected);
      expect([read[0]!.length, read[0]![0]!.length]).toEqual([16, 24]);
    }
  });

  test("differences from a reference", async () => {
    const window = formatAttributes({ WindowCenter: 127.5, WindowWidth: 255 });
    const [image, reference] = [noisy(0, {}, window), noisy(1, {}, window)];
    const { path } = await written("png", [image], { reference: [reference], refDiffScale: 2 });
    const grey = (value: number) => Math.min(255, value);
    const difference = rows(image).map((row, y) =>
      row.map((value, x) => grey(2 * grey(Math.abs(value - rows(reference)[y]![x]!)))),
    );
    const expected = [...[image, reference].flatMap((each) => rows(each).map((row) => row.map(grey))), ...difference];
    expect(judged({ path }).read).toEqual([expected]);
    await expect(written("png", [image], { reference: [] })).rejects.toMatchObject({ code: "no-images" });
    await expect(written("png", [image], { reference: [ramp()] })).rejects.toMatchObject({ code: "no-such-image" });
  });

  test("colours, of which a GIF holds 256", async () => {
    const fields = { channels: 3, dataType: DataType.ushort, imageType: ImageType.rgb } as const;
    const few = ramp({ ...fields, matrixSize: [4, 3, 1] });
    for (const [i] of few.data.entries()) few.data[i] = i;
    const rgb = await written("gif", [few], { reference: [few] });
    const { read } = judged({ path: rgb.path, colour: true });
    const pixels = Array.from({ length: 3 }, (_, y) =>
      Array.from({ length: 4 }, (_, x) => [0, 12, 24].map((at) => at + 4 * y + x)),
    );
    expect(read).toEqual([[...pixels, ...pixels, ...pixels.map((row) => row.map(() => [0, 0, 0]))]]);
    const many = ramp({ ...fields, matrixSize: [20, 20, 1] });
    for (const [i] of many.data.entries()) many.data[i] = i % 255;
    many.data.fill(7, 800).fill(9, 0, 200);
    for (let i = 0; i < 400; i++) [many.data[i], many.data[400 + i]] = [i % 256, i >> 8];
    const { lines, files } = await written("gif", [many]);
    expect(files).toEqual(["a.png"]);
    expect(lines[0]).toContain("256 colours");
  });

  test("color maps, known and not", async () => {
    const [hot, other] = ["hot.pal", "viridis.pal"].map((LUTFileName) =>
      noisy(2, {}, formatAttributes({ LUTFileName })),
    );
    const { path } = await written("gif", [hot!]);
    const colours = judged({ path, colour: true }).read.flat(2) as unknown as number[][];
    expect(colours.some(([red, , blue]) => red! > 200 && blue! < 50)).toBe(true);
    const { lines } = await written("gif", [other!]);
    expect(lines[0]).toBe("image_0: the color map viridis is not known: the images are grey");
  });
});

describe("GIF and PNG", () => {
  test("series have files of their own, or one is chosen", async () => {
    const images = [noisy(0), noisy(1, { imageSeriesIndex: 3 }), ramp({ imageSeriesIndex: 3 })];
    expect((await written("gif", images)).files).toEqual(["a_image_0.gif", "a_image_3.gif", "a_image_3_1.gif"]);
    expect((await written("gif", images, { series: "0" })).files).toEqual(["a.gif"]);
    await expect(written("gif", images, { series: "7" })).rejects.toThrow(/no series 7; there are image_0, image_3/);
  });

  test("windows: each image's own, of flat and of damaged pixels", async () => {
    const flat = ramp();
    flat.data.fill(5).set([0, 9]);
    const bad = ramp({ repetition: 1 }, "<broken");
    bad.data.fill(Number.NaN);
    const complex = ramp({ dataType: DataType.complexFloat });
    for (const floatingWindow of [false, true]) {
      expect((await written("png", [flat, bad], { floatingWindow })).lines).toHaveLength(1);
      expect((await written("png", [complex], { floatingWindow })).lines).toHaveLength(1);
    }
    const half = formatAttributes({ WindowCenter: 3, WindowWidth: 2 });
    expect((await written("gif", [ramp({}, half), ramp()])).lines.at(-1)).toContain("1 frame");
  });

  test("slices of different numbers stay one after another, which is said", async () => {
    const { lines } = await written("gif", [noisy(0), noisy(1), noisy(2, { slice: 1 })]);
    expect(lines[0]).toContain("slices are shown one after another");
    expect(lines[1]).toContain("3 frames");
  });

  test("what cannot be written is refused", async () => {
    await expect(written("gif", [noisy(0)], { fps: 0 })).rejects.toMatchObject({ code: "bad-option" });
    const { path } = await written("gif", [noisy(0)]);
    const sink = await pictureSinks[0]!.open(path, sourceOf([noisy(0)]), {
      overwrite: false,
      index: 0,
      count: 1,
      version: "",
    });
    await sink.write(noisy(0));
    await expect(sink.close()).rejects.toMatchObject({ code: "file-exists" });
    writeFileSync(path, "");
    expect(existsSync(path)).toBe(true);
    await expect(
      pictureSinks[0]!.open(path, sourceOf([]), { overwrite: true, index: 0, count: 1, version: "" }),
    ).rejects.toMatchObject({ code: "no-images" });
  });
});
