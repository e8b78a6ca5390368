import { from, lastValueFrom, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import maskMagnitude from "../../gadgets/images/mask-magnitude.ts";
import maskTemporalDifference from "../../gadgets/images/mask-temporal-difference.ts";
import type { BypassedImage, Message } from "../../src/gadget-api/index.ts";
import { DataType, formatAttributes, type Image, ImageType } from "../../src/mrd/index.ts";
import { image } from "../support/messages.ts";
import { contextOf, expectFailure, parametersOf, type Reported, run } from "../support/run-gadget.ts";

/** A phase image of three pixels. */
const phaseImage = (pixels: number[], phase: number, fields: object = {}, direction = "FH") =>
  image(pixels, {
    phase,
    dataType: DataType.ushort,
    imageType: ImageType.phase,
    attributes: formatAttributes({ FlowDirDisplay: direction }),
    ...fields,
  });
const values = (images: readonly Image[]) => images.map(({ data }) => [...data]);

describe("mask-temporal-difference", () => {
  /** A pixel that rises linearly, one that jumps by 100 and back, and a constant one. */
  const series = [0, 1, 2, 3, 4, 5].map((phase) => phaseImage([1000 * phase, 100 * (phase % 2), 7], phase));

  it("masks varying pixels, in every phase, by the mean of true differences", async () => {
    // The third differences of 0, 100, 0, … are ±400.
    expect(values(await run(maskTemporalDifference, "image", series))).toEqual(
      series.map(({ data }) => [data[0], 2048, 7]),
    );
    const parameters = { threshold: 400, value: 0 };
    expect(values(await run(maskTemporalDifference, "image", series, { parameters }))).toEqual(values(series));
    // The first differences are 1000 and ±100.
    const first = await run(maskTemporalDifference, "image", series, { parameters: { order: 1, value: 0 } });
    expect(values(first)).toEqual(series.map(({ data }) => [0, data[1], 7]));
  });

  it("orders by direction, slice and phase, and compares within them only", async () => {
    const place = ({ header, attributes }: Image) => [/<value>(..)</.exec(attributes)![1], header.slice, header.phase];
    const images = ["FH", "AP"].flatMap((direction) =>
      [1, 0].flatMap((slice) => [3, 0, 2, 1].map((phase) => phaseImage([slice * 4000], phase, { slice }, direction))),
    );
    const found = await run(maskTemporalDifference, "image", images);
    expect(found.map(place)).toEqual(
      ["AP", "FH"].flatMap((direction) =>
        [0, 1].flatMap((slice) => [0, 1, 2, 3].map((phase) => [direction, slice, phase])),
      ),
    );
    expect(values(found)).toEqual([0, 4000, 0, 4000].flatMap((value) => Array(4).fill([value])));
  });

  it("does not mask series that are too short, and reports it", async () => {
    const reported: Reported = [];
    const short = [0, 1, 2].map((phase) => phaseImage([4000 * (phase % 2)], phase, { slice: 1 }));
    expect(values(await run(maskTemporalDifference, "image", [...short, ...series], { reported })).slice(-3)).toEqual(
      values(short),
    );
    expect(reported).toEqual(["warning: 1 of 2 series have at most 3 phases: not masked"]);
  });

  it("respects its memory limit, and accepts only real images", async () => {
    const parameters = { maxBytes: 5000 };
    await expectFailure(
      maskTemporalDifference,
      series,
      "too-many-images",
      /3 images that belong together: \d+ bytes, more than the limit of 5000/,
      { parameters },
    );
    await expectFailure(
      maskTemporalDifference,
      [image([1, 2], { dataType: DataType.complexFloat })],
      "not-real",
      /complex/,
    );
  });
});

describe("mask-magnitude", () => {
  const magnitude = (pixels: number[], phase: number, fields: object = {}): BypassedImage => ({
    kind: "bypassed",
    image: image(pixels, { phase, ...fields }),
  });
  const masked = async (messages: readonly Message[], parameters = {}, reported: Reported = []) => {
    const operator = maskMagnitude.create(contextOf(undefined, reported), parametersOf(maskMagnitude, parameters));
    const found = await lastValueFrom(from(messages).pipe(operator, toArray()));
    return found as (Image | BypassedImage)[];
  };

  it("masks where the magnitude of slice and phase is below a fraction of the slice's maximum", async () => {
    const bypassed = [
      magnitude([5, 20, 10], 0),
      magnitude([100, 9, 0], 1),
      magnitude([1, 2, 3], 1, { slice: 1 }),
      { kind: "bypassed" as const, image: image([0, 0, 0], { phase: 0, imageType: ImageType.real }) },
    ];
    const images = [phaseImage([1, 2, 3], 1), phaseImage([4, 5, 6], 0), phaseImage([7, 8, 9], 1, { slice: 1 })];
    const found = await masked([...images, ...bypassed]);
    expect(found.slice(0, 4)).toEqual(bypassed);
    expect(values(found.slice(4) as Image[])).toEqual([
      [2048, 5, 6],
      [1, 2048, 2048],
      [7, 8, 9],
    ]);
    const strict = await masked([...bypassed, ...images], { level: 1, value: 0 });
    expect(values(strict.slice(4) as Image[])).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [0, 0, 9],
    ]);
  });

  it("does not mask images without a magnitude of the same matrix, and reports it", async () => {
    const reported: Reported = [];
    const images = [phaseImage([1, 2], 0), phaseImage([3, 4, 5], 1)];
    const found = await masked([magnitude([0, 9, 9], 0), ...images], {}, reported);
    expect(values(found.slice(1) as Image[])).toEqual(values(images));
    expect(reported).toEqual(["warning: 2 of 2 images have no magnitude image: not masked"]);
  });
});
