import { describe, expect, it } from "vitest";
import imageFilter from "../../gadgets/coil-images/image-filter.ts";
import imagePartialFourier from "../../gadgets/coil-images/image-partial-fourier.ts";
import scale from "../../gadgets/coil-images/scale.ts";
import snrDeviation from "../../gadgets/coil-images/snr-deviation.ts";
import type { ImageArray } from "../../src/gadget-api/index.ts";
import { transformAxis } from "../../src/numerics/index.ts";
import { imageRoles, withRole } from "../../src/recon/images/index.ts";
import { imageArray } from "../../src/testing/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { run } from "../support/run-gadget.ts";

/** K-space of images, along x and y. */
function kSpaceOf({ shape, data }: ImageArray): Float32Array {
  const kSpace = data.slice();
  for (const axis of [0, 1])
    transformAxis(kSpace, [shape.x, shape.y, data.length / (2 * shape.x * shape.y)], axis, "forward");
  return kSpace;
}

const sampledFrom = (images: ImageArray, first: number): ImageArray => ({
  ...images,
  sampled: [
    { first: 0, last: images.shape.x - 1, step: 1 },
    { first, last: images.shape.y - 1, step: 1 },
    { first: 0, last: images.shape.z - 1, step: 1 },
  ],
});

describe("image-filter", () => {
  const images = imageArray({ x: 8, y: 12 });
  /** The factor of each row of k-space. */
  async function rowFactors(input: ImageArray, parameters: object): Promise<number[]> {
    const [filtered] = await run(imageFilter, "image-array", [input], { parameters });
    const [before, after] = [kSpaceOf(input), kSpaceOf(filtered!)];
    return Array.from({ length: input.shape.y }, (_, row) => after[16 * row]! / before[16 * row]!);
  }

  it("has a window about the k-space centre, with unit mean square", async () => {
    const factors = await rowFactors(images, { y: "gaussian" });
    expect(factors[0]).toBeCloseTo(0, 6);
    for (let d = 1; d < 6; d += 1) {
      expect(factors[6 + d]).toBeCloseTo(factors[6 - d]!, 4);
      expect(factors[6 + d]! / factors[6]!).toBeCloseTo(Math.exp((-0.5 * d * d) / 25), 4);
    }
    expect(factors.reduce((sum, factor) => sum + factor * factor, 0) / 12).toBeCloseTo(1, 4);
  });

  it("covers what was sampled", async () => {
    const input = { ...sampledFrom(images, 4) };
    const range = { ...input.sampled![1], first: 4, last: 9 };
    const factors = await rowFactors(
      { ...input, sampled: [input.sampled![0], range, input.sampled![2]] },
      { y: "hann" },
    );
    for (const row of [0, 1, 2, 10, 11]) expect(factors[row]).toBeCloseTo(0, 5);
    const inRange = factors.slice(4, 10);
    expect(inRange.reduce((sum, factor) => sum + factor * factor, 0) / 6).toBeCloseTo(1, 4);
  });

  it("leaves g-factor maps as they are", async () => {
    const g = withRole(images, imageRoles.gFactor);
    const [same] = await run(imageFilter, "image-array", [g], { parameters: { x: "hann" } });
    expect(same).toBe(g);
  });
});

describe("image-partial-fourier", () => {
  /** A real object with edges, and the same without the first lines of k-space. */
  function truncated(first: number) {
    const images = imageArray({ x: 8, y: 16 });
    const object = images.data.map((_, i) => (i % 2 === 0 ? 1 + Number(Math.floor(i / 16) % 7 < 3) : 0));
    const kSpace = kSpaceOf({ ...images, data: object });
    kSpace.fill(0, 0, 16 * first);
    for (const axis of [0, 1]) transformAxis(kSpace, [8, 16], axis, "inverse");
    return { object, images: sampledFrom({ ...images, data: kSpace }, first) };
  }

  it("fills the missing side of an image with a smooth phase", async () => {
    const { object, images } = truncated(4);
    const before = relativeError(images.data, object);
    const [filled] = await run(imagePartialFourier, "image-array", [images], {
      parameters: { iterations: 50, threshold: 0 },
    });
    expect(relativeError(filled!.data, object)).toBeLessThan(0.5 * before);
    expect(filled!.sampled![1]).toEqual({ first: 0, last: 15, step: 1 });
  });

  it("passes images whose missing rows undersampling explains", async () => {
    const { images } = truncated(2);
    const step = { ...images.sampled![1], step: 3 };
    const input = { ...images, sampled: [images.sampled![0], step, images.sampled![2]] as const };
    const [same] = await run(imagePartialFourier, "image-array", [input], {});
    expect(same).toBe(input);
  });
});

describe("scale", () => {
  const factorOf = async (input: ImageArray, parameters: object) => {
    const [scaled] = await run(scale, "image-array", [input], { parameters });
    return scaled!.data[0]! / input.data[0]!;
  };
  /** An image whose largest magnitude is this. */
  const upTo = (most: number) => {
    const images = imageArray();
    return { ...images, data: images.data.map((_, i) => (i === 0 ? most : 0)) };
  };

  it("has a factor for images, and others for maps", async () => {
    expect(await factorOf(imageArray(), { factor: 10 })).toBeCloseTo(10, 5);
    const maps = [imageRoles.gFactor, imageRoles.snr, imageRoles.deviation].map((role) => withRole(imageArray(), role));
    const factors = await Promise.all(maps.map((map) => factorOf(map, { factor: 7 })));
    for (const [i, factor] of factors.entries()) expect(factor).toBeCloseTo([100, 10, 1000][i]!, 3);
  });

  it("follows from the maximum: 4 in units of the noise, less so that it fits, 2048 without units", async () => {
    for (const [most, factor] of [
      [1000, 4],
      [1500, 2],
      [3000, 1],
      [4090, 1],
      [10, 204.8],
      [5000, 2048 / 5000],
    ] as const)
      expect(await factorOf(upTo(most), { factor: "auto" })).toBeCloseTo(factor, 5);
  });

  it("keeps the first factor, unless asked for new ones", async () => {
    const both = [upTo(1000), upTo(3000)];
    const second = async (once: boolean) => {
      const scaled = await run(scale, "image-array", both, { parameters: { factor: "auto", once } });
      return scaled[1]!.data[0]! / 3000;
    };
    expect(await second(true)).toBeCloseTo(4, 5);
    expect(await second(false)).toBeCloseTo(1, 5);
  });
});

describe("snr-deviation", () => {
  it("is √ of the mean squared distance of the magnitudes from their mean, without the first ones", async () => {
    const images = imageArray({ x: 1, y: 1, n: 4 });
    const data = Float32Array.of(99, 99, 3, 4, 0, -7, 9, 0);
    const maps = { ...withRole({ ...images, data }, imageRoles.snr) };
    const [same, deviation] = await run(snrDeviation, "image-array", [maps], { parameters: { start: 1 } });
    expect(same).toBe(maps);
    const spread = Math.sqrt(((5 - 7) ** 2 + 0 + (9 - 7) ** 2) / 3);
    expect(deviation!.data[0]).toBeCloseTo(spread, 5);
    expect(deviation!.data[1]).toBe(0);
    expect([maps.series, deviation!.series]).toEqual([300, 3000]);
    expect(deviation!.headers.length).toBe(1);
  });
});
