import { describe, expect, it } from "vitest";
import { type Image, parseAttributes } from "../../src/mrd/index.ts";
import { allLines, encodingOf, headerOf, noiseReadout } from "../support/messages.ts";
import { reconstruct } from "../support/reconstruct.ts";

/** Two slices of 8 lines; one sample of the first is not finite. */
const encoding = encodingOf();
const header = headerOf(encoding);
const attribute = ({ attributes }: Image, name: string) => parseAttributes(attributes).get(name)?.[0];

function measurement(value: number) {
  const noise = Array.from({ length: 8 }, (_, i) => noiseReadout({ scanCounter: 100 + i }));
  const slices = [0, 1].flatMap((slice) => allLines(encoding, { slice, scanCounter: 1 + 8 * slice }));
  const [first] = slices;
  first!.data[5] = value;
  return [...noise, ...slices];
}

describe.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("a sample that is %d", (value) => {
  it("makes all pixels of its image non-finite, none of another's, and is reported", async () => {
    const { images, reported } = await reconstruct("cartesian", header, measurement(value));
    const [broken, whole] = images as [Image, Image];
    expect(broken.data.every((pixel) => Number.isNaN(pixel))).toBe(true);
    expect(attribute(broken, "LarmorNonFinitePixels")).toBe(String(broken.data.length));
    expect(whole.data.every((pixel) => Number.isFinite(pixel))).toBe(true);
    expect(attribute(whole, "LarmorNonFinitePixels")).toBeUndefined();
    expect(reported).toContain(
      "warning: extract: 128 pixels of 1 image are NaN or infinite because their samples were",
    );
  });

  it("becomes the minimum pixel value if images are converted to integers, and counts as clipped", async () => {
    const { images } = await reconstruct("cartesian-short", header, measurement(value));
    const [broken, whole] = images as [Image, Image];
    expect([...new Set(broken.data)]).toEqual([0]);
    expect(attribute(broken, "LarmorClippedPixels")).toBe(String(broken.data.length));
    expect(attribute(broken, "LarmorScale")).toBeUndefined();
    expect(Math.max(...whole.data)).toBeGreaterThan(1000);
  });

  it("passes the chain with partial Fourier, filters and coil maps", async () => {
    const parameters = { filter: "hann", images: "magnitude,phase" };
    const { images } = await reconstruct("cartesian-full", header, measurement(value), { parameters });
    expect(images.map(({ data }) => data.some((pixel) => Number.isFinite(pixel)))).toEqual([false, false, true, true]);
  });
});
