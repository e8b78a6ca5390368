import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { relativeError } from "../numerics/reference.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { goldenCases, goldenHeader, goldenReadouts } from "./golden-input.ts";

const folder = fileURLToPath(new URL("./", import.meta.url));
function reference(from: string, name: string): Float32Array {
  const bytes = readFileSync(join(from, `${name}.f32`));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

describe.each(Object.entries(goldenCases))("the chain %s", async (name, given) => {
  const { images, reported } = await reconstruct(name, goldenHeader(given), goldenReadouts(given), {
    parameters: given.parameters ?? {},
  });
  const actual = Float32Array.from(images.flatMap(({ data }) => [...data]));
  const expected = reference(folder, name);

  it("yields the images of NumPy's reconstruction in float64", () => {
    expect(actual).toHaveLength(expected.length);
    if (name.endsWith("short")) {
      // A value at half an integer may be rounded either way.
      const apart = actual.filter((pixel, i) => pixel !== expected[i]);
      expect(apart.length).toBeLessThanOrEqual(actual.length / 100);
      expect(Math.max(...actual.map((pixel, i) => Math.abs(pixel - expected[i]!)))).toBeLessThanOrEqual(1);
    } else {
      expect(relativeError(actual, expected)).toBeLessThan(2e-7 * Math.log2(Math.max(...given.matrix.encoded)));
    }
  });

  it("warns only of aliasing, if lines were omitted and no step unfolds them", () => {
    const aliased = expect.stringMatching(
      /aliased: 12 of 24 lines were acquired, and no step unfolds the images/,
    ) as string;
    expect(reported.filter((line) => line.startsWith("warning"))).toEqual(
      given.acceleration === undefined ? [] : [aliased],
    );
  });

  it("numbers the images, and sets their position and size", () => {
    const { slices = 1, repetitions = 1, matrix } = given;
    const places = Array.from({ length: slices * repetitions }, (_, i) => ({
      imageIndex: i + 1,
      imageSeriesIndex: 0,
      slice: i % slices,
      repetition: Math.floor(i / slices),
      matrixSize: [...matrix.recon],
      fieldOfView: [...given.fov.recon],
      channels: 1,
    }));
    expect(images.map(({ header }) => header)).toMatchObject(places);
  });
});
