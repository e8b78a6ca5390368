import { describe, expect, it } from "vitest";
import { NufftPlan, ToeplitzOperator } from "../../../src/numerics/nufft/index.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { inner, randomPoints, randomWeights } from "./sums.ts";

const SAMPLES = 300;
const weights = randomWeights(SAMPLES);

describe("ToeplitzOperator", () => {
  it.each([
    [24, 24, 1, 4],
    [17, 30, 1, 1],
    [32, 11, 1, 6],
    [1, 8, 1, 2],
    [8, 9, 10, 5],
    [7, 16, 3, 1],
  ])("is the adjoint of the weighted forward transform: %i × %i × %i pixels, %i coils", (x, y, z, coils) => {
    const [k, size] = [randomPoints(SAMPLES, 3), { x, y, z }];
    const images = randomComplex(x * y * z * coils, 2);
    const plan = new NufftPlan(k, 3, size, "exact");
    const data = plan.forward(images, new Float32Array(2 * coils * SAMPLES));
    const expected = plan.adjoint(data, weights, new Float32Array(images.length));
    const found = new ToeplitzOperator(k, 3, size, weights).apply(images, new Float32Array(images.length));
    expect(relativeError(found, expected)).toBeLessThan(1e-5);
  });

  it("is Hermitian and positive", () => {
    const size = { x: 19, y: 16 };
    const operator = new ToeplitzOperator(randomPoints(SAMPLES, 2), 2, size, weights);
    const [a, b] = [randomComplex(19 * 16, 3), randomComplex(19 * 16, 4)];
    const [ofA, ofB] = [a, b].map((image) => operator.apply(image, new Float32Array(image.length)));
    const [left, right] = [inner(ofA!, b), inner(a, ofB!)];
    expect(Math.hypot(left[0] - right[0], left[1] - right[1]) / Math.hypot(...left)).toBeLessThan(1e-6);
    expect(inner(a, ofA!)[0]).toBeGreaterThan(0);
    expect(Math.abs(inner(a, ofA!)[1]) / inner(a, ofA!)[0]).toBeLessThan(1e-6);
  });

  it("multiplies with coil maps before, and with their conjugates after", () => {
    const [size, coils, pixels] = [{ x: 15, y: 12 }, 6, 15 * 12];
    const operator = new ToeplitzOperator(randomPoints(SAMPLES, 2), 2, size);
    const [image, maps] = [randomComplex(pixels, 5), randomComplex(pixels * coils, 6)];
    const coilImages = maps.slice();
    forEachPixel(coilImages, image, (re, im, by, byIm) => [re * by - im * byIm, re * byIm + im * by]);
    operator.apply(coilImages, coilImages);
    const products = coilImages.slice();
    forEachPixel(products, maps, (re, im, by, byIm) => [re * by + im * byIm, im * by - re * byIm]);
    const expected = new Float32Array(2 * pixels);
    for (const [i, value] of products.entries()) expected[i % (2 * pixels)]! += value;
    expect(relativeError(operator.applySense(image, maps, image), expected)).toBeLessThan(1e-6);
  });

  it("refuses weights and images of another length", () => {
    const k = randomPoints(5, 2);
    expect(() => new ToeplitzOperator(k, 2, { x: 8, y: 8 }, weights)).toThrow("the density weights must have");
    const operator = new ToeplitzOperator(k, 2, { x: 8, y: 8 });
    expect(() => operator.apply(new Float32Array(100), new Float32Array(100))).toThrow("the number of images");
    expect(() => operator.apply(new Float32Array(128), new Float32Array(100))).toThrow("1 image must have");
    expect(() => operator.applySense(new Float32Array(1), new Float32Array(128), new Float32Array(128))).toThrow(
      "the image must have",
    );
  });
});

/** Replaces pixels by a function of them and the pixels of another image, which is repeated. */
function forEachPixel(
  images: Float32Array,
  others: Float32Array,
  use: (re: number, im: number, otherRe: number, otherIm: number) => readonly [number, number],
): void {
  for (let at = 0; at < images.length; at += 2) {
    const other = at % others.length;
    images.set(use(images[at]!, images[at + 1]!, others[other]!, others[other + 1]!), at);
  }
}
