import { describe, expect, it } from "vitest";
import { DataType } from "../../../src/mrd/index.ts";
import { ByteCache } from "../../../web/src/images/model/byte-cache.ts";
import { colorTable, type MapName, mapNames } from "../../../web/src/images/model/color-tables.ts";
import { histogramOf } from "../../../web/src/images/model/histogram.ts";
import { paint } from "../../../web/src/images/model/paint.ts";
import {
  difference,
  fittedScale,
  type Plane,
  relativeError,
  type Values,
  valuesOf,
} from "../../../web/src/images/model/plane.ts";
import {
  automaticWindow,
  differenceWindow,
  draggedWindow,
  numberText,
  storedWindow,
} from "../../../web/src/images/model/window.ts";

function image(...values: number[]): Values {
  return { width: values.length, height: 1, values: Float32Array.from(values) };
}

describe("values of a plane", () => {
  const complex: Plane = {
    width: 2,
    height: 1,
    channels: 1,
    dataType: DataType.complexFloat,
    data: Float32Array.of(3, 4, 0, -2),
  };

  it("are a part of complex pixels", () => {
    expect([...valuesOf(complex, "magnitude").values]).toEqual([5, 2]);
    expect([...valuesOf(complex, "imag").values]).toEqual([4, -2]);
    expect(valuesOf(complex, "phase").values[1]).toBeCloseTo(-Math.PI / 2, 6);
    expect(valuesOf(complex, "phase")).toBe(valuesOf(complex, "phase"));
  });

  it("are those of real pixels, with their sign", () => {
    const plane: Plane = { ...complex, dataType: DataType.short, data: Int16Array.of(-3, 7) };
    expect([...valuesOf(plane, "magnitude").values]).toEqual([-3, 7]);
  });

  it("are the mean of the colours of an RGB image, which are kept", () => {
    const plane: Plane = {
      width: 1,
      height: 1,
      channels: 3,
      dataType: DataType.ushort,
      data: Uint16Array.of(30, 60, 90),
    };
    expect([...valuesOf(plane, "magnitude").values]).toEqual([60]);
    expect([...valuesOf(plane, "magnitude").colours!]).toEqual([30, 60, 90]);
  });

  it("are subtracted after a factor, which least squares find", () => {
    const [a, b] = [image(2, 4, 6), image(1, 2, 3)];
    expect(fittedScale(a, b)).toBeCloseTo(2, 12);
    expect([...difference(a, b, 2)!.values]).toEqual([0, 0, 0]);
    expect([...difference(a, b)!.values]).toEqual([1, 2, 3]);
    expect(relativeError(a, difference(a, b)!)).toBeCloseTo(0.5, 12);
    expect(difference(a, image(1))).toBeUndefined();
  });
});

describe("windows", () => {
  const attributes = (center: number, width: number) =>
    new Map([
      ["WindowCenter", [String(center)]],
      ["WindowWidth", [String(width)]],
    ]);

  it("include those that attributes request", () => {
    expect(storedWindow([attributes(100, 50), attributes(200, 20), new Map()])).toEqual({ black: 75, white: 210 });
    expect(storedWindow([new Map()])).toBeUndefined();
    expect(automaticWindow("stored", "magnitude", [image(1, 2)], [attributes(100, 50)])).toEqual({
      black: 75,
      white: 125,
    });
  });

  it("follow from percentiles of all images, as numpy.percentile(range(201), [1, 99.5])", () => {
    const values = image(...Array.from({ length: 201 }, (_, i) => i));
    expect(automaticWindow("percentiles", "magnitude", [values], [])).toEqual({ black: 2, white: 199 });
    expect(automaticWindow("range", "magnitude", [values, image(-5)], [])).toEqual({ black: -5, white: 200 });
  });

  it("are the whole circle of a phase, whatever attributes request", () => {
    expect(automaticWindow("stored", "phase", [image(1)], [attributes(5, 2)])).toEqual({
      black: -Math.PI,
      white: Math.PI,
    });
  });

  it("of a difference have 0 in the middle", () => {
    const { black, white } = differenceWindow(image(-4, 1, 2));
    expect(black).toBe(-white);
    expect(white).toBeCloseTo(3.98, 5);
  });

  it("become wider to the right, and rise upwards", () => {
    expect(draggedWindow({ black: 0, white: 100 }, 0, 40)).toEqual({ black: 10, white: 110 });
    const { black, white } = draggedWindow({ black: 0, white: 100 }, 100, 0);
    expect(white - black).toBeGreaterThan(150);
    expect(white + black).toBeCloseTo(100, 9);
  });

  it("are written with the digits that matter", () => {
    expect([0, 12.34567, 1234.56, 1.5e9, 2.5e-7, Number.NaN].map((value) => numberText(value))).toEqual([
      "0",
      "12.35",
      "1234.56",
      "1.500e+9",
      "2.500e-7",
      "NaN",
    ]);
  });
});

describe("colours", () => {
  const red = (pixels: Uint32Array) => [...new Uint8Array(pixels.buffer)].filter((_, i) => i % 4 === 0);

  it("go from black to white over the window; NaN is black", () => {
    const pixels = new Uint32Array(6);
    paint(pixels, image(-1, 0, 5, 10, 11, Number.NaN), { black: 0, white: 10 }, colorTable("grey"));
    expect(red(pixels)).toEqual([0, 0, 128, 255, 255, 0]);
  });

  it("skip pixels of small pictures", () => {
    const pixels = new Uint32Array(2);
    paint(pixels, { ...image(0, 10, 10, 0), width: 2, height: 2 }, { black: 0, white: 10 }, colorTable("grey"), 2);
    expect(red(pixels)[0]).toBe(0);
    expect(pixels[1]).toBe(0); // not touched
  });

  it("of an RGB image are its own", () => {
    const pixels = new Uint32Array(1);
    paint(pixels, { ...image(0), colours: Float32Array.of(10, 20, 300) }, { black: 0, white: 1 }, colorTable("grey"));
    expect([...new Uint8Array(pixels.buffer)]).toEqual([10, 20, 255, 255]);
  });

  // matplotlib.colormaps[name]([0.0, 1.0], bytes=True); RdBu_r for the diverging one, whose ends are ColorBrewer's.
  it.each([
    ["viridis", [68, 1, 84], [253, 231, 37]],
    ["magma", [0, 0, 4], [252, 253, 191]],
    ["hot", [10, 0, 0], [255, 255, 255]],
    ["jet", [0, 0, 127], [127, 0, 0]],
    ["blue–red", [5, 48, 97], [103, 0, 31]],
    ["inverted", [255, 255, 255], [0, 0, 0]],
  ] as const)("of %s begin and end as matplotlib's", (name, first, last) => {
    const bytes = new Uint8Array(colorTable(name).buffer);
    expect([...bytes.subarray(0, 3)]).toEqual(first);
    expect([...bytes.subarray(-4, -1)]).toEqual(last);
  });

  // Entries 63, 127 and 203 of 256, by d3-scale-chromatic 3.1.1.
  it.each<[MapName, number[][]]>([
    [
      "viridis",
      [
        [59, 81, 139],
        [33, 144, 141],
        [119, 209, 83],
      ],
    ],
    [
      "inferno",
      [
        [85, 15, 109],
        [186, 54, 85],
        [252, 163, 9],
      ],
    ],
    [
      "magma",
      [
        [79, 18, 123],
        [181, 54, 122],
        [254, 157, 108],
      ],
    ],
    [
      "cividis",
      [
        [59, 77, 110],
        [127, 123, 117],
        [201, 185, 106],
      ],
    ],
    [
      "turbo",
      [
        [38, 187, 227],
        [147, 251, 81],
        [247, 97, 24],
      ],
    ],
  ])("of %s are d3's between its ends", (name, colors) => {
    const bytes = new Uint8Array(colorTable(name).buffer);
    for (const [i, entry] of [63, 127, 203].entries()) {
      for (const [part, value] of colors[i]!.entries())
        expect(Math.abs(bytes[4 * entry + part]! - value)).toBeLessThanOrEqual(5);
    }
  });

  it("are opaque in all maps", () => {
    for (const name of mapNames) expect(colorTable(name).every((pixel) => pixel >>> 24 === 255)).toBe(true);
  });
});

it("counts finite values in a histogram", () => {
  const { min, max, counts } = histogramOf(image(0, 1, 1, 4, Number.NaN, Number.POSITIVE_INFINITY), 4);
  expect({ min, max, counts: [...counts] }).toEqual({ min: 0, max: 4, counts: [1, 2, 0, 1] });
  expect([...histogramOf(image(7, 7), 2).counts]).toEqual([2, 0]);
  expect([...histogramOf(image(Number.NaN), 2).counts]).toEqual([0, 0]);
});

it("keeps what was used last, up to a number of bytes", () => {
  const cache = new ByteCache<string>(10);
  cache.set("a", "A", 4);
  cache.set("b", "B", 4);
  expect(cache.get("a")).toBe("A");
  cache.set("c", "C", 4);
  expect([cache.has("a"), cache.has("b"), cache.has("c"), cache.bytes]).toEqual([true, false, true, 8]);
  cache.set("large", "L", 100);
  expect([cache.has("a"), cache.has("large"), cache.bytes]).toEqual([false, true, 100]);
  cache.set("d", "D", 1);
  expect([cache.has("large"), cache.bytes]).toEqual([false, 1]);
});
