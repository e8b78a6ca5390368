import { lastValueFrom, map, Subject, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import fovAdjust from "../../gadgets/coil-images/fov-adjust.ts";
import fft from "../../gadgets/reconstruction/fft.ts";
import type { ImageArray, Message } from "../../src/gadget-api/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { buffer, encodingOf, headerOf, imageArray, kSpace } from "../support/messages.ts";
import { unorderedPool } from "../support/pools.ts";
import { contextOf, expectFailure, run } from "../support/run-gadget.ts";

type Triple = readonly [number, number, number];

const geometries: { name: string; encoded: Triple; recon: Triple; encodedFov?: Triple; reconFov?: Triple }[] = [
  { name: "no change", encoded: [16, 8, 1], recon: [16, 8, 1] },
  { name: "phase oversampling", encoded: [16, 12, 1], recon: [16, 8, 1] },
  { name: "phase oversampling of odd sizes", encoded: [15, 13, 1], recon: [15, 9, 1] },
  { name: "odd sizes that become even", encoded: [15, 9, 1], recon: [10, 6, 1] },
  { name: "even sizes that become odd", encoded: [16, 8, 1], recon: [9, 5, 1] },
  { name: "partition oversampling", encoded: [8, 6, 6], recon: [8, 6, 4] },
  { name: "all axes of an odd volume", encoded: [9, 11, 7], recon: [6, 8, 5] },
  {
    name: "zero-filling",
    encoded: [16, 9, 1],
    recon: [24, 24, 1],
    encodedFov: [200, 200, 5],
    reconFov: [200, 200, 5],
  },
  {
    name: "zero-filling of a volume, with a smaller field of view along y and z",
    encoded: [8, 10, 5],
    recon: [13, 16, 8],
    encodedFov: [160, 250, 30],
    reconFov: [160, 200, 24],
  },
  {
    name: "a lower resolution",
    encoded: [16, 9, 1],
    recon: [8, 6, 1],
    encodedFov: [200, 200, 5],
    reconFov: [200, 200, 5],
  },
  {
    name: "a larger field of view, which the image does not fill",
    encoded: [16, 8, 1],
    recon: [16, 12, 1],
  },
  { name: "other sides of one slice", encoded: [16, 8, 1], recon: [16, 8, 1], encodedFov: [32, 16, 7] },
  { name: "no field of view", encoded: [8, 6, 1], recon: [6, 8, 1], encodedFov: [0, 0, 0], reconFov: [0, 0, 0] },
  {
    name: "fields of view that the header rounds",
    encoded: [16, 15, 1],
    recon: [16, 10, 1],
    encodedFov: [266.667, 533.334, 5],
    reconFov: [266.667, 355.556, 5],
  },
];

describe("fov-adjust", () => {
  it.each(geometries)(
    "after `fft` on the encoded grid yields the result of `fft`: $name",
    async ({ name: _, ...geometry }) => {
      const header = headerOf(encodingOf(geometry));
      const [e0, e1, e2] = geometry.encoded;
      const input = [
        buffer(kSpace({ e0, e1, e2, coils: 3, n: 2, s: 2, slices: 2 }, 5)),
        buffer(kSpace({ e0, e1, e2, coils: 1 }, 6)),
      ];
      const expected = await run(fft, "image-array", input, { header });
      const apart = await run(fft, "image-array", input, { header, parameters: { grid: "encoded" } });
      const adjusted = await run(fovAdjust, "image-array", apart, { header });
      for (const [i, images] of adjusted.entries()) {
        expect(images.shape).toEqual(expected[i]!.shape);
        expect(relativeError(images.data, expected[i]!.data)).toBeLessThan(1e-6);
        expect(images.headers.map((each) => each.toObject())).toEqual(
          expected[i]!.headers.map((each) => each.toObject()),
        );
      }
    },
  );

  it("passes images that already have the recon grid", async () => {
    const header = headerOf(encodingOf({ encoded: [16, 12, 1], recon: [16, 8, 1] }));
    const sent = await run(fft, "image-array", [buffer(kSpace({ e0: 16, e1: 12 }))], { header });
    const [result] = await run(fovAdjust, "image-array", sent, { header });
    expect(result).toBe(sent[0]);
  });

  it("keeps the intensity of a flat image, up and down", async () => {
    const side = 240;
    for (const [from, to] of [
      [16, 24],
      [24, 16],
      [15, 31],
    ] as const) {
      const header = headerOf(
        encodingOf({ encoded: [to, to, 1], encodedFov: [side, side, 5], reconFov: [side, side, 5] }),
      );
      const images = imageArray({ x: from, y: from });
      const flat: ImageArray = {
        ...images,
        data: images.data.map((_, i) => (i % 2 === 0 ? 7 : 0)),
        headers: images.headers.map((each) => each.with({ fieldOfView: [side, side, 5] })),
      };
      const [result] = await run(fovAdjust, "image-array", [flat], { header });
      expect(result!.data).toHaveLength(2 * to * to);
      expect(
        relativeError(
          result!.data,
          Array.from({ length: 2 * to * to }, (_, i) => (i % 2 === 0 ? 7 : 0)),
        ),
      ).toBeLessThan(1e-6);
    }
  });

  it("uses the recon space of the images' own encoding", async () => {
    const header = headerOf([encodingOf(), encodingOf({ recon: [10, 6, 1] })]);
    const sent = { ...imageArray({ x: 16, y: 8 }), encoding: 1 };
    expect((await run(fovAdjust, "image-array", [sent], { header }))[0]!.shape).toMatchObject({ x: 10, y: 6 });
  });

  it("refuses a geometry that needs more samples than MRD can store", () => {
    const images = imageArray({ x: 16, y: 8 });
    const headers = images.headers.map((each) => each.with({ fieldOfView: [400, 16, 2] }));
    const header = headerOf(encodingOf({ reconFov: [0.04, 16, 2] }));
    return expectFailure(fovAdjust, [{ ...images, headers }], "bad-geometry", /along x .*160000 samples/, { header });
  });

  it("keeps the order of images with and without work, on any thread", async () => {
    const header = headerOf(encodingOf({ encoded: [16, 12, 1], recon: [16, 8, 1] }));
    const kSpaces = [1, 2, 3, 4].map((seed) => buffer(kSpace({ e0: 16, e1: 12 }, seed)));
    const whole = await run(fft, "image-array", kSpaces, { header, parameters: { grid: "encoded" } });
    const done = await run(fft, "image-array", kSpaces, { header });
    const sent = whole.flatMap((each, i) => [each, done[i]!]);
    const source = new Subject<Message>();
    const context = { ...contextOf(header), pool: unorderedPool(2) };
    const results = lastValueFrom(
      source.pipe(
        fovAdjust.create(context, {}),
        map((message) => (message as ImageArray).data),
        toArray(),
      ),
    );
    for (const each of sent) source.next(each);
    source.complete();
    for (const [i, data] of (await results).entries()) {
      expect(relativeError(data, done[i >> 1]!.data)).toBeLessThan(1e-6);
    }
    expect((await results).length).toBe(8);
  });
});
