import { describe, expect, it } from "vitest";
import { cropImages, type GridSize, mirrorImages } from "../../../src/numerics/cartesian/index.ts";
import { transformAxis } from "../../../src/numerics/fft/index.ts";
import { NumericsError } from "../../../src/numerics/index.ts";
import { randomComplex, relativeError } from "../reference.ts";

const pixels = ([x, y, z]: GridSize) => x * y * z;
const at = (data: Float32Array, [x, y, z]: GridSize, image: number, i: number, j: number, k: number) => {
  const index = 2 * (((image * z + k) * y + j) * x + i);
  return [data[index], data[index + 1]];
};

describe("mirrorImages", () => {
  it.each<[string, GridSize]>([
    ["even", [6, 4, 1]],
    ["odd", [5, 7, 1]],
    ["a volume", [4, 3, 2]],
  ])("has the same effect as mirroring k-space about its centre: %s", (_, size) => {
    const images = randomComplex(pixels(size) * 2, 1);
    const shape = [...size, 2];
    const kSpace = images.slice();
    for (const axis of [0, 1, 2]) transformAxis(kSpace, shape, axis, "forward");
    // k-space at −k: each axis reversed about floor(N / 2), with periodic wrap.
    const opposite = kSpace.slice();
    const [x, y, z] = size;
    const back = (i: number, n: number) => (2 * Math.floor(n / 2) - i + n) % n;
    for (let image = 0; image < 2; image++) {
      for (let k = 0; k < z; k++) {
        for (let j = 0; j < y; j++) {
          for (let i = 0; i < x; i++) {
            const index = 2 * (((image * z + k) * y + j) * x + i);
            opposite.set(at(kSpace, size, image, back(i, x), back(j, y), back(k, z)) as number[], index);
          }
        }
      }
    }
    for (const axis of [0, 1, 2]) transformAxis(opposite, shape, axis, "inverse");
    expect(relativeError(mirrorImages(images, size, [true, true, true], 2), opposite)).toBeLessThan(1e-6);
  });

  it("mirrors only the given axes, and twice is the identity", () => {
    const size: GridSize = [4, 3, 2];
    const images = randomComplex(24, 2);
    const once = mirrorImages(images, size, [true, false, false], 1);
    expect(at(once, size, 0, 1, 2, 1)).toEqual(at(images, size, 0, 3, 2, 1));
    expect(at(once, size, 0, 0, 2, 1)).toEqual(at(images, size, 0, 0, 2, 1));
    expect(mirrorImages(once, size, [true, false, false], 1)).toEqual(images);
  });
});

describe("cropImages", () => {
  it.each<[GridSize, GridSize, GridSize]>([
    [
      [8, 6, 1],
      [4, 6, 1],
      [2, 0, 0],
    ],
    [
      [8, 7, 4],
      [5, 4, 2],
      [1, 1, 1],
    ],
    [
      [7, 5, 3],
      [3, 5, 3],
      [2, 0, 0],
    ],
  ])("of %j to %j begins at pixel %j", (size, kept, first) => {
    const images = randomComplex(pixels(size) * 3, 3);
    const cropped = cropImages(images, size, kept, 3);
    expect(cropped).toHaveLength(2 * 3 * pixels(kept));
    for (const image of [0, 2]) {
      for (const [i, j, k] of [[0, 0, 0], kept.map((count) => count - 1)] as number[][]) {
        expect(at(cropped, kept, image, i!, j!, k!)).toEqual(
          at(images, size, image, i! + first[0], j! + first[1], k! + first[2]),
        );
      }
    }
  });

  it("refuses data of another size", () => {
    expect(() => cropImages(new Float32Array(10), [2, 2, 1], [1, 1, 1], 1)).toThrow(NumericsError);
  });
});
