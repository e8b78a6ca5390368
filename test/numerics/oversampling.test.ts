import { describe, expect, test } from "vitest";
import { cropReadouts, NumericsError, OversamplingRemoval } from "../../src/numerics/index.ts";
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

describe("cropReadouts", () => {
  test.each([
    [8, 4, 2],
    [9, 4, 2],
    [8, 5, 1],
    [9, 5, 2],
    [5, 5, 0],
  ])("of %i samples to %i begins at sample %i", (samples, samplesOut, first) => {
    const source = Float32Array.from({ length: 4 * samples }, (_, i) => i);
    const target = new Float32Array(4 * samplesOut);
    cropReadouts(source, samples, samplesOut, 2, target);
    const line = Array.from({ length: 2 * samplesOut }, (_, i) => 2 * first + i);
    expect([...target]).toEqual([...line, ...line.map((value) => value + 2 * samples)]);
  });

  test("refuses arrays that are too short, and a crop to more samples than there are", () => {
    const [long, short] = [new Float32Array(16), new Float32Array(7)];
    expect(() => cropReadouts(long, 8, 4, 1, short)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
    expect(() => cropReadouts(short, 8, 4, 1, long)).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
    expect(() => cropReadouts(long, 4, 8, 1, long)).toThrow(expect.objectContaining({ code: "bad-length" }));
  });
});
