import { describe, expect, test } from "vitest";
import { birdcageSensitivities, phantom, sheppLogan } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";

/** Value of the pixel nearest to a point of the field of view. */
function at(image: Float32Array, width: number, height: number, x: number, y: number): number {
  const column = Math.floor(width / 2) + Math.round((x * width) / 2);
  const row = Math.floor(height / 2) + Math.round((y * height) / 2);
  return image[2 * (row * width + column)]!;
}

describe("sheppLogan", () => {
  test.each([
    [128, 128],
    [129, 127],
    [200, 101],
  ])("of %i × %i pixels has its tissues where the table puts them", (width, height) => {
    const image = sheppLogan(width, height);
    expect(image).toHaveLength(2 * width * height);
    expect(at(image, width, height, 0, 0.9)).toBeCloseTo(1, 6); // skull
    expect(at(image, width, height, 0.22, 0)).toBeCloseTo(0, 6); // right ventricle
    expect(at(image, width, height, 0, 0.45)).toBeCloseTo(0.3, 6); // tumour above the brain's 0.2
    expect(at(image, width, height, 0, -0.4)).toBeCloseTo(0.2, 6); // brain
    expect(at(image, width, height, -0.9, 0)).toBe(0); // air
  });

  test("has no imaginary part and keeps between 0 and 1", () => {
    const image = sheppLogan(33, 64);
    expect(image.every((value, i) => (i % 2 === 0 ? value >= -1e-6 && value <= 1 : value === 0))).toBe(true);
  });

  test("has its 2-D picture in the middle slice, thinner ones to both sides, and nothing past 0.81", () => {
    const inside = (z: number): number => sheppLogan(64, 64, z).filter((value) => value > 0.5).length;
    expect(sheppLogan(64, 64, 0)).toEqual(sheppLogan(64, 64));
    expect(sheppLogan(64, 64, 0.4)).toEqual(sheppLogan(64, 64, -0.4));
    expect(inside(0.8)).toBeGreaterThan(0);
    expect(sheppLogan(64, 64, 0.5)).not.toEqual(sheppLogan(64, 64));
    expect(sheppLogan(64, 64, 0.82).every((value) => value === 0)).toBe(true);
  });

  test("of one pixel is that pixel at the centre", () => {
    expect(sheppLogan(1, 1)[0]).toBeCloseTo(0.2, 6);
  });

  test("refuses sizes that are not whole", () => {
    expect(() => sheppLogan(0, 4)).toThrow(expect.objectContaining({ code: "bad-length" }));
    expect(() => birdcageSensitivities(4, 4, 0)).toThrow(expect.objectContaining({ code: "bad-length" }));
  });
});

describe("birdcageSensitivities", () => {
  test.each([
    [16, 16],
    [15, 9],
  ])("of %i × %i pixels fall as 1/r from each coil", (width, height) => {
    const maps = birdcageSensitivities(width, height, 4, 2);
    expect(maps).toHaveLength(8 * width * height);
    const centre = Math.floor(height / 2) * width + Math.floor(width / 2);
    for (let coil = 0; coil < 4; coil++) {
      const pixel = 2 * (coil * width * height + centre);
      expect(Math.hypot(maps[pixel]!, maps[pixel + 1]!)).toBeCloseTo(1 / 2, 6);
    }
    // coil 0 sits at x = 2
    const right = 2 * (centre + 2);
    expect(Math.hypot(maps[right]!, maps[right + 1]!)).toBeCloseTo(1 / (2 - 4 / width), 6);
  });
});

describe("two rings of coils", () => {
  const options = { matrix: 12, matrixY: 10, partitions: 8, coils: 4, noiseLevel: 0 } as const;
  const maps = (more: object) => phantom({ ...options, ...more }).arrays.find(({ name }) => name === "csm")!;
  const plane = maps({ coilRings: 1 });
  const rings = maps({ coilRings: 2 });
  const size = 2 * 12 * 10;

  test("have each coil as in two dimensions in the plane of its ring, and weaker elsewhere", () => {
    expect(plane.shape).toEqual([1, 4, 1, 10, 12]);
    expect(rings.shape).toEqual([1, 4, 8, 10, 12]);
    for (let coil = 0; coil < 4; coil++) {
      const ring = coil % 2 === 0 ? 1 : 7; // z of −0.75 and 0.75
      const at = (z: number) => rings.data.slice((coil * 8 + z) * size, (coil * 8 + z + 1) * size);
      const expected = plane.data.slice(coil * size, (coil + 1) * size);
      expect(relativeError(at(ring), expected)).toBeLessThan(1e-6);
      const energies = Array.from({ length: 8 }, (_, z) => at(z).reduce((sum, value) => sum + value ** 2, 0));
      expect(energies.indexOf(Math.max(...energies))).toBe(ring);
      expect(Math.min(...energies)).toBeLessThan(0.4 * Math.max(...energies));
    }
  });

  test("are those of a measurement with accelerated partitions, and of its second encoding", () => {
    const accelerated = phantom({ ...options, accelerationZ: 2, secondEncoding: 6 }).arrays;
    expect(accelerated.find(({ name }) => name === "csm")!.data).toEqual(rings.data);
    expect(accelerated.find(({ name }) => name === "csm_1")!.shape).toEqual([1, 4, 8, 6, 6]);
  });

  test("need partitions", () => {
    expect(() => phantom({ matrix: 8, coilRings: 2 })).toThrow("coilRings requires partitions to be more than 1");
    expect(() => phantom({ matrix: 8, coilRings: 3 })).toThrow("coilRings must be a whole number from 0 to 2, not 3");
  });
});
