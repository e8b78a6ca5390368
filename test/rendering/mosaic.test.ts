import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import {
  DataType,
  formatAttributes,
  type Image,
  ImageHeader,
  ImageType,
  type PixelArray,
} from "../../src/mrd/index.ts";
import { type MosaicOptions, renderAnimation, renderMosaic, renderSeries } from "../../src/rendering/index.ts";
import { type MosaicSeries, mosaicTiles } from "../../src/rendering/tile.ts";

interface ImageOptions {
  readonly matrixSize: readonly [number, number, number];
  readonly channels?: number;
  readonly dataType?: DataType;
  readonly imageType?: ImageType;
  readonly attributes?: string;
}

function image(data: PixelArray, options: ImageOptions): Image {
  const { attributes = "", ...fields } = options;
  const header = ImageHeader.of({ channels: 1, dataType: DataType.float, imageType: ImageType.magnitude, ...fields });
  return { kind: "image", header, attributes, data };
}

/** A row of float pixels. */
function row(...values: number[]): Image {
  return image(Float32Array.from(values), { matrixSize: [values.length, 1, 1] });
}

/** Red, green and blue of all elements, decoded, row by row. */
function decode(images: readonly Image[], options?: MosaicOptions): number[][][] {
  const { width, height, png } = renderMosaic(images, options);
  const decoded = PNG.sync.read(png);
  expect([decoded.width, decoded.height]).toEqual([width, height]);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = 4 * (y * width + x);
      expect(decoded.data[at + 3]).toBe(255);
      return [...decoded.data.subarray(at, at + 3)];
    }),
  );
}

function greys(images: readonly Image[], options?: MosaicOptions): number[][] {
  return decode(images, options).map((line) =>
    line.map(([red, green, blue]) => {
      expect([green, blue]).toEqual([red, red]);
      return red!;
    }),
  );
}

const full: MosaicOptions = { percentiles: [0, 100] };

describe("grey", () => {
  it("runs from black at the window's lower end to white at its upper end", () => {
    expect(greys([row(-5, 0, 1, 5, 9, 10, 15)], { window: [5, 10] })).toEqual([[0, 0, 26, 128, 230, 255, 255]]);
  });

  it("follows percentiles of all images together", () => {
    expect(greys([row(0, 10), row(20, 30)], { ...full, columns: 2 })).toEqual([[0, 85, 170, 255]]);
  });

  it("clips half a percent of the highest and one percent of the lowest pixel values by default", () => {
    const ramp = Float32Array.from({ length: 1001 }, (_, i) => i);
    const [line] = greys([image(ramp, { matrixSize: [1001, 1, 1] })]);
    expect([line![10], line![11], line![500], line![994], line![995]]).toEqual([0, 0, 127, 255, 255]);
    expect(line![13]).toBe(1);
    expect(line![992]).toBe(254);
  });

  it("follows the window that an image brings, unless another is asked for", () => {
    const attributes = formatAttributes({ WindowCenter: 100, WindowWidth: "200" });
    const windowed = image(Float32Array.of(0, 100, 200), { matrixSize: [3, 1, 1], attributes });
    const images = [windowed, row(0, 1, 2)];
    expect(greys(images, { columns: 1 })).toEqual([
      [0, 128, 255],
      [0, expect.any(Number), 255],
    ]);
    expect(greys(images, { columns: 1, window: [200, 400] })[0]).toEqual([0, 64, 128]);
    expect(greys(images, { columns: 1, ...full })[1]).toEqual([0, 1, 3]);
  });

  it.each([
    ["are not XML", "<WindowCenter"],
    ["have a window without width", formatAttributes({ WindowCenter: 1, WindowWidth: 0 })],
    ["have a centre that is not a number", formatAttributes({ WindowCenter: "", WindowWidth: 4 })],
    ["have no width", formatAttributes({ WindowCenter: 4 })],
  ])("follows percentiles where the attributes %s", (_, attributes) => {
    const odd = image(Float32Array.of(0, 0, 4, 4), { matrixSize: [4, 1, 1], attributes });
    expect(greys([odd])).toEqual([[0, 0, 255, 255]]);
  });

  it("is black for NaN, which percentiles ignore", () => {
    const { NaN: nan, POSITIVE_INFINITY: infinite } = Number;
    expect(greys([row(nan, 0, 4, infinite, -infinite)], full)).toEqual([[0, 0, 255, 255, 0]]);
    expect(greys([row(nan, nan)])).toEqual([[0, 0]]);
  });

  it("is black for an image of one value", () => {
    expect(greys([row(0, 0)])).toEqual([[0, 0]]);
    expect(greys([row(7, 7)])).toEqual([[0, 0]]);
  });

  it.each([
    [DataType.ushort, Uint16Array.of(0, 32768, 65535)],
    [DataType.short, Int16Array.of(-32768, 0, 32767)],
    [DataType.uint, Uint32Array.of(0, 2 ** 31, 2 ** 32 - 1)],
    [DataType.int, Int32Array.of(-100, 0, 100)],
    [DataType.double, Float64Array.of(-1e30, 0, 1e30)],
    [DataType.complexFloat, Float32Array.of(0, 0, 0, -0.5, 0.6, -0.8)],
    [DataType.complexDouble, Float64Array.of(0, 0, -2, 0, 0, 4)],
  ])("shows pixels of data type %i, complex ones as magnitude", (dataType, data) => {
    expect(greys([image(data, { matrixSize: [3, 1, 1], dataType })], full)).toEqual([[0, 128, 255]]);
  });
});

describe("a mosaic", () => {
  it("has the images row by row, in as many columns as asked for, and black where there are none", () => {
    const images = [1, 2, 3].map((value) => row(value, 3));
    expect(greys(images, { window: [1.5, 3], columns: 2 })).toEqual([
      [85, 255, 170, 255],
      [255, 255, 0, 0],
    ]);
  });

  it.each([
    [1, [8, 8], [8, 8]],
    [4, [8, 8], [16, 16]],
    [5, [8, 8], [24, 16]],
    [8, [16, 2], [16, 16]],
    [8, [2, 16], [16, 16]],
  ])("of %i images of %o is nearly square by itself", (count, [x, y], [width, height]) => {
    const images = Array.from({ length: count }, () => image(new Float32Array(x! * y!), { matrixSize: [x!, y!, 1] }));
    expect(renderMosaic(images)).toMatchObject({ width, height });
  });

  it("has a tile for every plane of every channel", () => {
    const data = Float32Array.from({ length: 8 }, (_, i) => 10 * i);
    const volume = image(data, { matrixSize: [1, 2, 2], channels: 2 });
    expect(greys([volume], { window: [127.5, 255], columns: 4 })).toEqual([
      [0, 20, 40, 60],
      [10, 30, 50, 70],
    ]);
  });

  it("enlarges pixels to squares", () => {
    const picture = image(Float32Array.of(0, 1, 2, 3), { matrixSize: [2, 2, 1] });
    expect(greys([picture], { ...full, scale: 2 })).toEqual([
      [0, 0, 85, 85],
      [0, 0, 85, 85],
      [170, 170, 255, 255],
      [170, 170, 255, 255],
    ]);
  });

  it("has tiles of the size of the largest image", () => {
    const tall = image(Float32Array.of(1, 2, 3), { matrixSize: [1, 3, 1] });
    expect(greys([tall, row(3, 3)], { window: [1.5, 3], columns: 2 })).toEqual([
      [85, 0, 255, 255],
      [170, 0, 0, 0],
      [255, 0, 0, 0],
    ]);
  });

  it("is stored as grey without colours, one byte per element", () => {
    expect(renderMosaic([row(0, 1)]).png[25]).toBe(0);
  });
});

describe("colour", () => {
  const rgb = (data: Uint16Array, channels = 3) =>
    image(data, { matrixSize: [2, 1, 1], channels, dataType: DataType.ushort, imageType: ImageType.rgb });

  it("comes from the three channels of an RGB image, whose values are 0 to 255", () => {
    expect(decode([rgb(Uint16Array.of(255, 1, 128, 2, 0, 300))])).toEqual([
      [
        [255, 128, 0],
        [1, 2, 255],
      ],
    ]);
  });

  it("is combined with grey", () => {
    const colours = decode([rgb(Uint16Array.of(255, 0, 0, 255, 0, 0)), row(0, 9)], { ...full, columns: 1, scale: 2 });
    const [red, green, black, white] = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 0],
      [255, 255, 255],
    ];
    const colour = [red, red, green, green];
    const grey = [black, black, white, white];
    expect(colours).toEqual([colour, colour, grey, grey]);
  });

  it("is not taken from an RGB image of another number of channels", () => {
    expect(greys([rgb(Uint16Array.of(0, 3, 6, 9), 2)], { ...full, columns: 1 })).toEqual([
      [0, 85],
      [170, 255],
    ]);
  });
});

it.each<[string, readonly Image[], MosaicOptions, string]>([
  ["no images", [], {}, "no-images"],
  ["images without pixels", [image(new Float32Array(0), { matrixSize: [0, 4, 1] })], {}, "no-images"],
  ["a window without width", [row(1)], { window: [1, 0] }, "bad-option"],
  ["a window that is NaN", [row(1)], { window: [Number.NaN, 1] }, "bad-option"],
  ["percentiles in the wrong order", [row(1)], { percentiles: [99, 1] }, "bad-option"],
  ["percentiles above 100", [row(1)], { percentiles: [1, 101] }, "bad-option"],
  ["no columns", [row(1)], { columns: 0 }, "bad-option"],
  ["half a scale", [row(1)], { scale: 0.5 }, "bad-option"],
  ["a huge scale", [row(1, 2)], { scale: 10_000 }, "picture-too-large"],
])("refuses %s", (_, images, options, code) => {
  expect(() => renderMosaic(images, options)).toThrow(expect.objectContaining({ code }));
});

/** A series of images of one row each. */
function seriesOf(name: string, images: readonly Image[]): MosaicSeries {
  const tiles = images.flatMap((each, i) => mosaicTiles(each, `${name}:${i}`));
  return { name, tiles, part: "magnitude" };
}

function greysOf(series: readonly MosaicSeries[], options?: MosaicOptions): number[][] {
  const { width, height, png } = renderSeries(series, options);
  const { data } = PNG.sync.read(png);
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => data[4 * (y * width + x)]!));
}

describe("several series", () => {
  const windowed = (center: number, width: number, ...values: number[]) =>
    image(Float32Array.from(values), {
      matrixSize: [values.length, 1, 1],
      attributes: formatAttributes({ WindowCenter: center, WindowWidth: width }),
    });

  it("have one window each, which includes those of all images, so that brightness can be compared", () => {
    const bright = seriesOf("a", [windowed(50, 100, 0, 100), windowed(100, 200, 100, 200)]);
    const dark = seriesOf("b", [row(0, 1)]);
    expect(greysOf([bright, dark], { columns: 2 })).toEqual([
      [0, 128, 128, 255],
      [0, 255, 0, 0],
    ]);
  });

  it("start new rows, with gaps between the images", () => {
    const series = [seriesOf("a", [row(1), row(1)]), seriesOf("b", [row(1)])];
    expect(greysOf(series, { columns: 2, gap: 1, window: [0.5, 1] })).toEqual([
      [255, 80, 255],
      [80, 80, 80],
      [255, 80, 0],
    ]);
  });

  it("have labels above the images, wrapped to their width", () => {
    const wide = row(...Array.from({ length: 60 }, () => 0));
    const plain = greysOf([seriesOf("image_0", [wide])]);
    const labelled = greysOf([seriesOf("image_0", [wide])], { labels: true });
    expect(labelled).toHaveLength(plain.length + 10);
    expect(labelled.flat().filter((grey) => grey === 255).length).toBeGreaterThan(50);
    const narrow = greysOf([seriesOf("image_0", [row(...Array.from({ length: 30 }, () => 0))])], { labels: true });
    expect(narrow).toHaveLength(1 + 20);
  });
});

describe("an animation", () => {
  const frames = [row(0, 1), row(1, 2), row(2, 3)];

  it("has a frame for each image, with the images of several series side by side", () => {
    const animated = renderAnimation([seriesOf("a", frames), seriesOf("b", [row(5, 5)])], 20, { gap: 1 });
    expect(animated).toMatchObject({ width: 5, height: 1, frames: 3 });
    const bytes = Buffer.from(animated.gif);
    expect(bytes.toString("latin1", 0, 6)).toBe("GIF89a");
    expect([bytes.readUInt16LE(6), bytes.readUInt16LE(8)]).toEqual([5, 1]);
    // The delay of each frame, in hundredths of a second.
    const delays = [...bytes.toString("hex").matchAll(/21f904..(....)/g)].map(([, delay]) => delay);
    expect(delays).toEqual(["0500", "0500", "0500"]);
  });

  it("refuses a rate that viewers don't show", () => {
    expect(() => renderAnimation([seriesOf("a", frames)], 0)).toThrow(expect.objectContaining({ code: "bad-option" }));
  });
});
