import { describe, expect, it } from "vitest";
import { blockImages, centralBlock } from "../../../src/numerics/coils/calibration.ts";
import { type CalibrationMapOptions, calibrationMaps } from "../../../src/numerics/coils/calibration-maps.ts";
import { patchProjection } from "../../../src/numerics/coils/espirit-kernels.ts";
import { transformAxis } from "../../../src/numerics/fft/index.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { modulated, phantomScene, pixelsInside, seenBy, withNoise } from "./scene.ts";

const options = { kernel: 6, threshold: 0.02, width: 24, crop: 0, window: 7, iterations: 10 } as const;
const methods = ["espirit", "direct", "inati", "walsh"] as const;

/** The central lines of k-space of images `[coils][y][x]`. */
function blockOf(images: Float32Array, width: number, lines: number) {
  const coils = images.length / (2 * width * width);
  const data = images.slice();
  for (const axis of [0, 1]) transformAxis(data, [width, width, coils], axis, "forward");
  const first = width / 2 - lines / 2;
  const central = Array.from({ length: coils }, (_, coil) => {
    const start = 2 * width * (coil * width + first);
    return [...data.subarray(start, start + 2 * width * lines)];
  });
  const center = [width / 2, lines / 2, 0] as const;
  return { size: [width, lines, 1] as const, center, coils, data: Float32Array.from(central.flat()) };
}

function mapsOf(block: ReturnType<typeof blockOf>, width: number, method: CalibrationMapOptions["method"], more = {}) {
  const maps = new Float32Array(2 * block.coils * width * width).fill(9);
  calibrationMaps(block, [width, width, 1], { ...options, method, ...more }, maps);
  return maps;
}

/** |Σ conj(a) b| of unit vectors at a pixel. */
function similarity(a: Float32Array, b: Float32Array, pixel: number, pixels: number): number {
  let [re, im, normA, normB] = [0, 0, 0, 0];
  for (let at = 2 * pixel; at < a.length; at += 2 * pixels) {
    re += a[at]! * b[at]! + a[at + 1]! * b[at + 1]!;
    im += a[at]! * b[at + 1]! - a[at + 1]! * b[at]!;
    normA += a[at]! ** 2 + a[at + 1]! ** 2;
    normB += b[at]! ** 2 + b[at + 1]! ** 2;
  }
  return Math.hypot(re, im) / Math.sqrt(normA * normB);
}

describe.each(methods)("maps by %s", (method) => {
  const width = 64;
  const { object, sensitivities } = phantomScene(width, 8);
  const images = seenBy(
    sensitivities,
    modulated(object, width, (x, y) => 2 * x * y + x),
  );
  const inside = pixelsInside(object);

  it("are those of the coils where there is signal, with unit norm", () => {
    const maps = mapsOf(blockOf(withNoise(images, 0.002, 1), width, 24), width, method);
    const missing = inside.map((pixel) => 1 - similarity(maps, sensitivities, pixel, width ** 2));
    const mean = missing.reduce((sum, value) => sum + value, 0) / missing.length;
    // The errors that RECON-ADVANCED gives are of this size: ESPIRiT's are the smallest.
    expect(mean).toBeLessThan(method === "espirit" ? 3e-4 : 2e-3);
    for (const pixel of inside.filter((_, i) => i % 50 === 0)) {
      let power = 0;
      for (let at = 2 * pixel; at < maps.length; at += 2 * width ** 2) power += maps[at]! ** 2 + maps[at + 1]! ** 2;
      expect(power).toBeCloseTo(1, 5);
    }
  });

  it("keep the phase of the object in the combined image, with a smooth phase of their own", () => {
    const maps = mapsOf(blockOf(images, width, 24), width, method);
    // Neighbouring maps are alike, phase included.
    const rough = inside
      .filter((pixel) => inside.includes(pixel + 1))
      .filter((pixel) => {
        let re = 0;
        for (let at = 2 * pixel; at < maps.length; at += 2 * width ** 2)
          re += maps[at]! * maps[at + 2]! + maps[at + 1]! * maps[at + 3]!;
        return re < 0.95;
      });
    expect(rough).toEqual([]);
  });
});

describe("ESPIRiT", () => {
  const width = 48;
  const { object, images } = phantomScene(width, 6);

  it("has eigenvalues of 1 in the object, by which maps are cropped", () => {
    const block = blockOf(withNoise(images, 0.002, 2), width, 20);
    const maps = mapsOf(block, width, "espirit", { crop: 0.9 });
    const isZero = (pixel: number) => maps[2 * pixel] === 0 && maps[2 * (pixel + width ** 2)] === 0;
    const inside = pixelsInside(object);
    expect(inside.filter(isZero).length).toBeLessThan(0.01 * inside.length);
    expect(mapsOf(block, width, "espirit", { crop: 1.1 }).every((value) => value === 0)).toBe(true);
  });

  it("finds the same space of patches by their products from both sides", () => {
    const wide = centralBlock(blockOf(images, width, 20), 20);
    const flat = centralBlock(blockOf(images, width, 20), 9);
    for (const [block, kernel] of [
      [wide, 3],
      [flat, 5],
    ] as const) {
      const projection = patchProjection(block, kernel, 1e-6);
      const rows = (block.size[0] - kernel + 1) ** 2;
      expect(projection.rank).toBeLessThanOrEqual(Math.min(rows, 6 * kernel ** 2));
      // The trace of a projection is its rank: products of equal positions of equal coils.
      let trace = 0;
      const pairs = 21;
      const zeroLag = ((2 * kernel - 1) ** 2 - 1) / 2;
      for (const pair of [0, 2, 5, 9, 14, 20]) trace += projection.re[zeroLag * pairs + pair]!;
      expect(trace / projection.rank).toBeCloseTo(1, 6);
    }
  });

  it("finds maps of a volume", () => {
    const size = [12, 12, 12] as const;
    const coils = 3;
    // Three coils whose sensitivities are low-order polynomials e^{i k r}, which patches represent exactly.
    const object = randomComplex(12 ** 3, 3);
    const maps = new Float32Array(2 * coils * 12 ** 3);
    for (let i = 0; i < 12 ** 3; i++) {
      for (let coil = 0; coil < coils; coil++) {
        const at = [i % 12, Math.floor(i / 12) % 12, Math.floor(i / 144)][coil]!;
        const turn = (2 * Math.PI * at) / 12;
        maps[2 * (coil * 12 ** 3 + i)] = Math.cos(turn) / Math.sqrt(3);
        maps[2 * (coil * 12 ** 3 + i) + 1] = Math.sin(turn) / Math.sqrt(3);
      }
    }
    const data = seenBy(maps, object);
    for (const axis of [0, 1, 2]) transformAxis(data, [12, 12, 12, coils], axis, "forward");
    const found = new Float32Array(data.length);
    const block = { size, center: [6, 6, 6] as const, coils, data };
    calibrationMaps(block, size, { ...options, method: "espirit", kernel: 3, threshold: 1e-3 }, found);
    for (let pixel = 0; pixel < 12 ** 3; pixel += 41) expect(similarity(found, maps, pixel, 12 ** 3)).toBeCloseTo(1, 4);
  });

  it("rejects a calibration without signal", () => {
    const empty = { size: [8, 8, 1] as const, center: [4, 4, 0] as const, coils: 2, data: new Float32Array(256) };
    expect(() => patchProjection(empty, 4, 0.02)).toThrow(/no signal/);
  });
});

describe("a block", () => {
  it("is reduced to the lines about its centre, or to those that there are", () => {
    const data = Float32Array.from({ length: 2 * 7 * 5 }, (_, i) => i);
    const block = { size: [7, 5, 1] as const, center: [5, 1, 0] as const, coils: 1, data };
    const part = centralBlock(block, 4);
    expect([part.size, part.center]).toEqual([
      [4, 4, 1],
      [2, 1, 0],
    ]);
    expect([...part.data.subarray(0, 4)]).toEqual([6, 7, 8, 9]);
  });

  it("becomes images of low resolution, in which its centre is at the centre of k-space", () => {
    const data = new Float32Array(2 * 5 * 3);
    data.set([2, 1], 2 * (1 * 5 + 3));
    const images = blockImages({ size: [5, 3, 1], center: [3, 1, 0], coils: 1, data }, [8, 6, 1], "hann");
    const expected = Float64Array.from({ length: 96 }, (_, i) => (i % 2 === 0 ? 2 : 1) / Math.sqrt(48));
    expect(relativeError(images, expected)).toBeLessThan(1e-6);
  });
});
