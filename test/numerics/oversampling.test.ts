import { describe, expect, test } from "vitest";
import { lineTransform, NumericsError, OversamplingRemoval, randomGaussian } from "../../src/numerics/index.ts";
import { directTransform, randomComplex, relativeError, transformTolerance } from "./reference.ts";

function byDefinition(data: Float32Array, samples: number, samplesOut: number): Float64Array {
  const image = Float32Array.from(directTransform("inverse", data));
  const first = 2 * Math.floor((samples - samplesOut) / 2);
  return directTransform("forward", image.subarray(first, first + 2 * samplesOut));
}

describe("OversamplingRemoval", () => {
  test.each([
    [64, 32],
    [63, 32],
    [64, 31],
    [65, 33],
    [100, 77],
    [17, 1],
    [48, 48],
  ])(
    "from %i to %i samples equals the transforms and the crop by their definitions, coil by coil",
    (samples, samplesOut) => {
      const data = randomComplex(3 * samples, 1);
      const before = data.slice();
      const removal = new OversamplingRemoval(samples, samplesOut);
      const result = removal.apply(data, 3);
      expect(data).toEqual(before);
      expect(result).toHaveLength(6 * samplesOut);
      for (let coil = 0; coil < 3; coil++) {
        const expected = byDefinition(data.subarray(2 * samples * coil, 2 * samples * (coil + 1)), samples, samplesOut);
        const actual = result.subarray(2 * samplesOut * coil, 2 * samplesOut * (coil + 1));
        expect(relativeError(actual, expected)).toBeLessThan(2 * transformTolerance(samples));
      }
    },
  );

  test("gives each readout an array of its own, so that one kept is not overwritten by the next", () => {
    const removal = new OversamplingRemoval(32, 16);
    const first = removal.apply(randomComplex(64, 1), 2);
    const kept = first.slice();
    removal.apply(randomComplex(160, 2), 5);
    removal.apply(randomComplex(64, 3), 2);
    expect(first).toEqual(kept);
  });

  test("keeps the energy of an image that lies within the window", () => {
    const image = new Float32Array(2 * 64);
    image.set(randomComplex(32, 4), 2 * 16);
    const result = new OversamplingRemoval(64, 32).apply(Float32Array.from(directTransform("forward", image)), 1);
    expect(relativeError(result, directTransform("forward", image.subarray(32, 96)))).toBeLessThan(1e-6);
  });

  test.each([
    [32, 33],
    [32, 0],
    [31.5, 16],
  ])("refuses to keep of %d samples %d", (samples, samplesOut) => {
    expect(() => new OversamplingRemoval(samples, samplesOut)).toThrow(expect.objectContaining({ code: "bad-length" }));
  });

  test("refuses a readout of another size", () => {
    const removal = new OversamplingRemoval(32, 16);
    expect(() => removal.apply(new Float32Array(64), 2)).toThrow(NumericsError);
  });
});

describe("transformCropped", () => {
  // Lengths of each kind of transform, and windows within and across the halves of a line.
  test.each([
    [16, 4, 8],
    [16, 0, 16],
    [16, 0, 3],
    [16, 10, 5],
    [64, 15, 33],
    [8, 2, 5],
    [9, 2, 4],
    [12, 3, 6],
    [1, 0, 1],
  ])("of %i samples keeps, from sample %i on, %i of each transformed line", (length, first, kept) => {
    const gauss = randomGaussian(length);
    const source = Float32Array.from({ length: 2 * 3 * length }, gauss);
    const whole = new Float32Array(source.length);
    const cropped = new Float32Array(2 * 3 * kept);
    lineTransform(length).transform("inverse", source, whole, 3);
    lineTransform(length).transformCropped("inverse", source, cropped, 3, { first, count: kept });
    const expected = [0, 1, 2].flatMap((line) => {
      const start = 2 * (line * length + first);
      return [...whole.subarray(start, start + 2 * kept)];
    });
    expect([...cropped]).toEqual(expected);
  });

  test("refuses arrays that are too short, and a window that leaves the line", () => {
    const [long, short] = [new Float32Array(64), new Float32Array(7)];
    const crop = (source: Float32Array, target: Float32Array, first: number, count: number) => () =>
      lineTransform(16).transformCropped("inverse", source, target, 1, { first, count });
    expect(crop(long, short, 4, 8)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
    expect(crop(short, long, 4, 8)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
    expect(crop(long, long, 9, 8)).toThrow(expect.objectContaining({ code: "bad-length" }));
  });
});
