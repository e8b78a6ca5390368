import { describe, expect, it } from "vitest";
import { ImageType } from "../../../src/mrd/index.ts";
import { moved, positionName, SeriesAxes } from "../../../web/src/images/model/axes.ts";
import { headersOf } from "./headers.ts";

describe("the axes of a series", () => {
  const grid = new SeriesAxes(
    headersOf(
      { repetition: 0, slice: 2 },
      { repetition: 0, slice: 5 },
      { repetition: 1, slice: 5 },
      { repetition: 3, slice: 2 },
    ),
  );

  it("are the counters that differ, with their values in ascending order", () => {
    expect(grid.axes).toEqual([
      { name: "slice", values: [2, 5] },
      { name: "repetition", values: [0, 1, 3] },
    ]);
  });

  it("find the image at a position, whatever the order in the file", () => {
    expect(grid.place({ slice: 0, repetition: 2 })?.index).toBe(3);
    expect(grid.place({ slice: 1, repetition: 1 })?.index).toBe(2);
    expect(grid.place({})?.index).toBe(0);
  });

  it("find none where the series has a gap", () => {
    expect(grid.place({ slice: 0, repetition: 1 })).toBeUndefined();
  });

  it("distinguish images of the same counters by a further one", () => {
    const { axes, place } = bound(new SeriesAxes(headersOf({}, {}, {})));
    expect(axes).toEqual([{ name: "image", values: [0, 1, 2] }]);
    expect(place({ image: 2 })?.index).toBe(2);
  });

  it("include planes and channels of an image, but not the channels that are colours", () => {
    const volume = new SeriesAxes(headersOf({ matrixSize: [4, 4, 3], channels: 2 }));
    expect(volume.axes.map(({ name, values }) => [name, values.length])).toEqual([
      ["z", 3],
      ["channel", 2],
    ]);
    expect(volume.place({ z: 1, channel: 1 })).toEqual({ index: 0, z: 1, channel: 1 });
    expect(new SeriesAxes(headersOf({ channels: 3, imageType: ImageType.rgb })).axes).toEqual([]);
  });

  it("give the same counters of another series, by value", () => {
    const other = new SeriesAxes(headersOf({ slice: 5 }, { slice: 7 }, { slice: 9 }));
    expect(other.like(grid, { slice: 1, repetition: 2 })).toEqual({ slice: 0 });
    expect(other.like(grid, { slice: 0 })).toEqual({ slice: 0 }); // it has no slice 2
    expect(grid.like(other, { slice: 0 })).toEqual({ slice: 1, repetition: 0 });
  });

  it("end at their first and last position, or go around", () => {
    const [slices] = grid.axes;
    expect(moved(slices!, { slice: 1, repetition: 1 }, 3)).toEqual({ slice: 1, repetition: 1 });
    expect(moved(slices!, { slice: 1 }, Number.NEGATIVE_INFINITY)).toEqual({ slice: 0 });
    expect(moved(slices!, { slice: 1 }, 1, true)).toEqual({ slice: 0 });
    expect(moved(slices!, {}, -1, true)).toEqual({ slice: 1 });
  });

  it("are followed along one of them", () => {
    expect(grid.along("slice", { repetition: 1 })).toEqual([
      { slice: 0, repetition: 1 },
      { slice: 1, repetition: 1 },
    ]);
  });

  it("name positions by the counter, and types of images by their name", () => {
    const { axes } = new SeriesAxes(headersOf({ imageType: ImageType.phase }, { imageType: ImageType.magnitude }));
    expect([0, 1].map((at) => positionName(axes[0]!, at))).toEqual(["magnitude", "phase"]);
    expect(positionName(grid.axes[0]!, 1)).toBe("5");
  });
});

function bound(axes: SeriesAxes) {
  return { axes: axes.axes, place: axes.place.bind(axes) };
}
