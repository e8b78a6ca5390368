import { expect, it } from "vitest";
import { meanDifference } from "../../../src/numerics/images/index.ts";
import { NumericsError } from "../../../src/numerics/index.ts";

it("is the mean of the differences along the images, regardless of sign", () => {
  // numpy.diff([1, 4, 2, 8], 1) is [3, -2, 6], and numpy.diff([…], 3) is [13].
  const images = [1, 4, 2, 8].map((value, i) => Uint16Array.of(value, i, i * i, 5));
  expect([...meanDifference(images, 1)!]).toEqual([11 / 3, 1, 3, 0]);
  expect([...meanDifference(images, 2)!]).toEqual([13 / 2, 0, 2, 0]);
  expect([...meanDifference(images, 3)!]).toEqual([13, 0, 0, 0]);
});

it("is nothing where there are too few images", () => {
  expect(meanDifference([[1], [2], [3]], 3)).toBeUndefined();
  expect(meanDifference([], 1)).toBeUndefined();
});

it("refuses images of different sizes", () => {
  expect(() => meanDifference([[1], [1, 2]], 1)).toThrow(NumericsError);
});
