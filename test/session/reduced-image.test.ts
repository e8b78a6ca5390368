import { expect, it } from "vitest";
import { DataType, type Image, ImageHeader, ImageType, type PixelArray } from "../../src/mrd/index.ts";
import { reduceImage } from "../../src/session/live/reduced-image.ts";

function image(size: readonly [number, number, number], data: PixelArray, dataType: number, more = {}): Image {
  const header = ImageHeader.of({
    matrixSize: [...size],
    channels: 1,
    dataType,
    imageType: ImageType.magnitude,
    ...more,
  });
  return { kind: "image", header, attributes: "", data };
}
/** Values of a reduced image, to the precision of its grey levels. */
function valuesOf({ pixels, minimum, maximum }: NonNullable<ReturnType<typeof reduceImage>>): number[] {
  return [...pixels].map((level) => minimum + (level * (maximum - minimum)) / 255);
}

it("keeps a small image, to 8 bits", () => {
  const reduced = reduceImage(image([3, 2, 1], Float32Array.of(-1, 0, 1, 2, 3, 4), DataType.float))!;
  expect(reduced).toMatchObject({ width: 3, height: 2, format: "gray", minimum: -1, maximum: 4, aspect: 2 / 3 });
  for (const [i, value] of valuesOf(reduced).entries()) expect(value).toBeCloseTo(i - 1, 1);
});

it("shows grey levels from the 1st to the 99.5th percentile", () => {
  const data = Float32Array.from({ length: 200 * 5 + 1 }, (_, i) => ((i * 10) % 1001) / 1000);
  const { pixels, minimum, maximum } = reduceImage(image([143, 7, 1], data, DataType.float))!;
  expect(minimum).toBeCloseTo(0.01, 4); // as of NumPy's percentile of 0, 0.001, …, 1
  expect(maximum).toBeCloseTo(0.995, 4);
  const levelOf = (value: number) => pixels[data.indexOf(Math.fround(value))];
  expect([0, 0.01, 0.5025, 0.995, 1].map((value) => levelOf(Math.round(1000 * value) / 1000))).toEqual([
    0, 0, 127, 255, 255,
  ]);
});

it("shows few bright pixels on a dark image, and an image of one value as black", () => {
  const spot = Float32Array.from({ length: 1000 }, (_, i) => (i === 7 ? 1e-6 : 0));
  const { pixels } = reduceImage(image([100, 10, 1], spot, DataType.float))!;
  expect([pixels[7], pixels[8]]).toEqual([255, 0]);
  const constant = reduceImage(image([2, 1, 1], Float32Array.of(3, 3), DataType.float))!;
  expect([...constant.pixels]).toEqual([0, 0]);
});

it("averages blocks of a large one, also at its edges", () => {
  const data = Float32Array.from({ length: 513 * 2 }, (_, i) => i % 513);
  const reduced = reduceImage(image([513, 2, 1], data, DataType.float))!;
  expect(reduced).toMatchObject({ width: 171, height: 1 });
  expect(Math.abs(valuesOf(reduced)[100]! - 301)).toBeLessThanOrEqual(1); // half a grey level
});

it("shows the magnitude of complex pixels, of the middle plane", () => {
  const data = Float32Array.of(0, 0, 0, 0, 3, 4, 0, 2, 0, 0, 0, 0);
  const reduced = reduceImage(image([2, 1, 3], data, DataType.complexFloat))!;
  expect(valuesOf(reduced)).toEqual([5, 2]);
});

it("keeps colours", () => {
  const data = Uint16Array.of(10, 20, 30, 40, 50, 300);
  const reduced = reduceImage(image([2, 1, 1], data, DataType.ushort, { channels: 3, imageType: ImageType.rgb }))!;
  expect(reduced.format).toBe("rgb");
  expect([...reduced.pixels]).toEqual([10, 30, 50, 20, 40, 255]);
});

it("shows NaN as the smallest value, and an image without pixels not at all", () => {
  const data = Float32Array.of(Number.NaN, 1, 2, Number.POSITIVE_INFINITY);
  expect(valuesOf(reduceImage(image([4, 1, 1], data, DataType.float))!)).toEqual([1, 1, 2, 2]);
  expect(valuesOf(reduceImage(image([1, 1, 1], Float32Array.of(Number.NaN), DataType.float))!)).toEqual([0]);
  expect(reduceImage(image([0, 4, 1], new Float32Array(0), DataType.float))).toBeUndefined();
  expect(reduceImage(image([4, 4, 1], new Float32Array(3), DataType.float))).toBeUndefined();
});
