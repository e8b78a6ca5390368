import { describe, expect, it } from "vitest";
import crop from "../../gadgets/coil-images/crop.ts";
import flip from "../../gadgets/coil-images/flip.ts";
import type { ImageArray } from "../../src/gadget-api/index.ts";
import { encodingOf, headerOf, imageArray } from "../support/messages.ts";
import { type Reported, run } from "../support/run-gadget.ts";

const header = headerOf(encodingOf({ encoded: [8, 6, 1], recon: [4, 6, 1] }));
/** Images with a field of view, pixels of 2 mm. */
const sized = (shape: Parameters<typeof imageArray>[0]): ImageArray => {
  const array = imageArray(shape);
  const { x, y, z } = array.shape;
  const headers = array.headers.map((each) => each.with({ fieldOfView: [2 * x, 2 * y, 2 * z] }));
  return { ...array, headers };
};

describe("crop", () => {
  it("crops to the middle, with the recon space's size and field of view", async () => {
    const given = sized({ coils: 2, n: 2 });
    const [found] = await run(crop, "image-array", [given], { header });
    expect(found!.shape).toEqual({ ...given.shape, x: 4 });
    for (const each of found!.headers) {
      expect(each).toMatchObject({ matrixSize: [4, 6, 1], fieldOfView: [8, 12, 2], position: [0, 0, 0] });
    }
    const rows = Array.from({ length: 24 }, (_, row) => [...given.data.subarray(16 * row + 4, 16 * row + 12)]);
    expect([...found!.data]).toEqual(rows.flat());
  });

  it("shifts the position when an even number of pixels is cropped to an odd one", async () => {
    const odd = headerOf(encodingOf({ encoded: [8, 6, 1], recon: [5, 6, 1] }));
    const [found] = await run(crop, "image-array", [sized({})], { header: odd });
    // The first retained pixel is one earlier than centring would give: the image extends one pixel further against
    // readDir.
    expect(found!.headers[0]!.position).toEqual([0, -2, 0]);
    expect([...found!.data.subarray(0, 2)]).toEqual([...sized({}).data.subarray(2, 4)]);
  });

  it("does not change an axis whose recon matrix is larger, or 0, nor its field of view", async () => {
    const larger = headerOf(encodingOf({ encoded: [8, 6, 1], recon: [16, 3, 0], reconFov: [32, 6, 2] }));
    const [found] = await run(crop, "image-array", [sized({})], { header: larger });
    expect(found!.shape).toMatchObject({ x: 8, y: 3, z: 1 });
    expect(found!.headers[0]).toMatchObject({ matrixSize: [8, 3, 1], fieldOfView: [16, 6, 2] });
  });

  it("warns once if pixels do not have the recon space's size", async () => {
    const reported: Reported = [];
    const wrong = headerOf(encodingOf({ encoded: [8, 6, 1], recon: [4, 6, 1], reconFov: [16, 12, 2] }));
    await run(crop, "image-array", [sized({}), sized({})], { header: wrong, reported });
    expect(reported).toEqual([
      expect.stringMatching(/^warning: pixels measure 2\.00 mm along x, .* 4\.00 mm.*fov-adjust/),
    ]);
    await run(crop, "image-array", [sized({})], { header, reported });
    expect(reported).toHaveLength(1);
  });
});

describe("flip", () => {
  const at = ({ data, shape }: ImageArray, image: number, x: number, y: number) =>
    data[2 * ((image * shape.y + y) * shape.x + x)];

  it("mirrors every image along both axes about its centre, and does not change its header", async () => {
    const given = imageArray({ x: 8, y: 5, coils: 2, n: 2 });
    const [found] = await run(flip, "image-array", [given]);
    for (const image of [0, 3]) {
      expect(at(found!, image, 3, 1)).toBe(at(given, image, 5, 3));
      expect(at(found!, image, 0, 2)).toBe(at(given, image, 0, 2));
    }
    expect(found!.headers).toEqual(given.headers);
  });

  it("mirrors along one axis if so configured", async () => {
    const given = imageArray();
    const [found] = await run(flip, "image-array", [given], { parameters: { axes: ["y"] } });
    expect(at(found!, 0, 3, 1)).toBe(at(given, 0, 3, 5));
  });
});
