import { Subject } from "rxjs";
import { describe, expect, it } from "vitest";
import valueRange from "../../gadgets/images/value-range.ts";
import type { ImageArray, Message } from "../../src/gadget-api/index.ts";
import { DataType, type Image, parseAttributes } from "../../src/mrd/index.ts";
import { rangeAttributes } from "../../src/recon/images/index.ts";
import { image, imageArray } from "../support/messages.ts";
import { contextOf, expectFailure, parametersOf, run } from "../support/run-gadget.ts";

const rangeOf = ({ attributes }: Image) =>
  ["LarmorLeast", "LarmorGreatest"].map((name) => Number(parseAttributes(attributes).get(name)?.[0]));
const series = (imageSeriesIndex: number, pixels: number[]) =>
  image(pixels, { imageSeriesIndex, dataType: DataType.short });

describe("value-range", () => {
  it("records in consecutive images of a series their common range", async () => {
    const images = [series(1, [3, 9]), series(1, [-2, 4]), series(2, [7, 8]), series(1, [0, 1])];
    const found = await run(valueRange, "image", images);
    expect(found.map(rangeOf)).toEqual([
      [-2, 9],
      [-2, 9],
      [7, 8],
      [0, 1],
    ]);
    expect(found.map(({ data }) => data)).toEqual(images.map(({ data }) => data));
  });

  it("emits a series when the next starts, and an array immediately", () => {
    const source = new Subject<Message>();
    const seen: string[] = [];
    const operator = valueRange.create(contextOf(), parametersOf(valueRange));
    operator(source).subscribe((message) =>
      seen.push(message.kind === "image" ? String(message.header.imageSeriesIndex) : message.kind),
    );
    source.next(series(1, [1]));
    source.next(imageArray());
    expect(seen).toEqual(["image-array"]);
    source.next(series(2, [1]));
    expect(seen).toEqual(["image-array", "1"]);
    source.complete();
    expect(seen).toEqual(["image-array", "1", "2"]);
  });

  it("records in the images of an array the range of their magnitudes", async () => {
    const array: ImageArray = { ...imageArray({ x: 2, y: 1, n: 2 }), data: Float32Array.of(3, 4, 0, 1, -6, 8, 0, -2) };
    const [found] = await run(valueRange, "image-array", [array]);
    expect(found!.attributes).toEqual(
      [1, 2].map(() => ({ LarmorLines: 1, ...rangeAttributes({ minimum: 1, maximum: 10 }) })),
    );
    expect(found!.data).toBe(array.data);
  });

  it("respects its memory limit", () => {
    const images = [series(1, [1, 2]), series(1, [1, 2])];
    const text = /2 images that belong together: \d+ bytes, more than the limit of 3000; .* raise maxBytes/;
    return expectFailure(valueRange, images, "too-many-images", text, { parameters: { maxBytes: 3000 } });
  });
});
