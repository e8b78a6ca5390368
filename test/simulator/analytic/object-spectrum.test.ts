import { describe, expect, it } from "vitest";
import { coilSeries, seriesMaps, uniformSeries } from "../../../src/simulator/analytic/coil-series.ts";
import { ObjectSpectrum } from "../../../src/simulator/analytic/object-spectrum.ts";
import { birdcageSensitivities, sheppLogan } from "../../../src/simulator/index.ts";
import { ringSensitivities } from "../../../src/simulator/object/shepp-logan.ts";
import { phantomSettings } from "../../../src/simulator/options/settings.ts";

/** Sums over the pixels of a plane at z, times the maps of each coil there; `[coils]` complex. */
function planeSum(n: number, z: number, maps: Float32Array, coils: number, [kx, ky]: readonly number[]): number[] {
  const image = sheppLogan(n, n, z);
  const sums = new Array<number>(2 * coils).fill(0);
  for (let pixel = 0; pixel < n * n; pixel += 1) {
    if (image[2 * pixel] === 0) continue;
    const [x, y] = [(2 * ((pixel % n) - (n - 1) / 2)) / n, (2 * (Math.floor(pixel / n) - (n - 1) / 2)) / n];
    const phase = -2 * Math.PI * (kx! * x + ky! * y);
    const [re, im] = [image[2 * pixel]! * Math.cos(phase), image[2 * pixel]! * Math.sin(phase)];
    for (let coil = 0; coil < coils; coil += 1) {
      const at = 2 * (coil * n * n + pixel);
      sums[2 * coil]! += re * maps[at]! - im * maps[at + 1]!;
      sums[2 * coil + 1]! += re * maps[at + 1]! + im * maps[at]!;
    }
  }
  return sums;
}

describe("ObjectSpectrum", () => {
  const fine = 401;

  it.each([0, 2])("has the fine sums of slice %i, with each coil", (slice) => {
    const settings = phantomSettings({ matrix: 32, matrixY: 20, coils: 3, slices: 4, trajectory: "radial" });
    const series = coilSeries(settings);
    const maps = seriesMaps(series, [fine, fine, 1]);
    for (const k of [
      [0, 0],
      [0.1, -0.07],
      [-0.31, 0.22],
    ]) {
      const data = new ObjectSpectrum(settings, slice, series).measure(k);
      const units = [k[0]! * 16, k[1]! * 10];
      const sums = planeSum(fine, (0.8 * slice) / 4, maps, 3, units);
      // A unit is half of the matrix in pixels, and a fine pixel 2 / 601 units.
      const scale = (Math.sqrt(32 * 20) / 4) * (2 / fine) ** 2;
      for (const [i, sum] of sums.entries()) expect(data[i]! - scale * sum).toBeCloseTo(0, 2);
    }
  });

  it("has the fine sums of a volume, with two rings of coils", () => {
    const settings = phantomSettings({ matrix: 16, partitions: 12, coils: 2, coilRings: 2, trajectory: "koosh-ball" });
    const series = coilSeries(settings);
    const [n, planes] = [101, 101];
    const maps = seriesMaps(series, [n, n, planes]);
    const k = [0.07, -0.12, 0.1];
    const data = new ObjectSpectrum(settings, 0, series).measure(k);
    const sums = [0, 0, 0, 0];
    for (let plane = 0; plane < planes; plane += 1) {
      const z = (2 * (plane - (planes - 1) / 2)) / planes;
      const here = Float32Array.from(
        [0, 1].flatMap((coil) => [
          ...maps.subarray(2 * n * n * (coil * planes + plane), 2 * n * n * (coil * planes + plane + 1)),
        ]),
      );
      const [a, b] = [Math.cos(2 * Math.PI * k[2]! * 6 * z), -Math.sin(2 * Math.PI * k[2]! * 6 * z)];
      const sum = planeSum(n, z, here, 2, [k[0]! * 8, k[1]! * 8]);
      for (const at of [0, 2]) {
        sums[at]! += sum[at]! * a - sum[at + 1]! * b;
        sums[at + 1]! += sum[at]! * b + sum[at + 1]! * a;
      }
    }
    const scale = (Math.sqrt(16 * 16 * 12) / 8) * (2 / n) ** 3;
    const most = Math.max(...sums.map(Math.abs));
    for (const [i, sum] of sums.entries()) expect(Math.abs(data[i]! - scale * sum)).toBeLessThan(0.02 * scale * most);
  });

  it("is the object's area at the centre, and conjugate at opposite points", () => {
    const settings = phantomSettings({ matrix: 32, coils: 1, trajectory: "radial" });
    const spectrum = new ObjectSpectrum(settings, 0, uniformSeries);
    const [centre] = spectrum.measure([0, 0]);
    const area = [1, 0.69 * 0.92, -0.8, 0.6624 * 0.874, -0.2, 0.11 * 0.31, -0.2, 0.16 * 0.41, 0.1, 0.21 * 0.25];
    const small = [0.046 ** 2, 0.046 ** 2, 0.046 * 0.023, 0.023 ** 2, 0.023 * 0.046].reduce((a, b) => a + b);
    let sum = 0.1 * small;
    for (let i = 0; i < area.length; i += 2) sum += area[i]! * area[i + 1]!;
    expect(centre).toBeCloseTo((Math.PI * sum * 32) / 4, 4);
    const [re, im] = spectrum.measure([0.2, 0.13]);
    const [oppositeRe, oppositeIm] = spectrum.measure([-0.2, -0.13]);
    expect([oppositeRe, oppositeIm]).toEqual([re, -im!]);
  });
});

describe("coilSeries", () => {
  it("are those of the birdcage within the object, to 3.3 %", () => {
    const n = 40;
    const settings = phantomSettings({ matrix: n, coils: 5, trajectory: "radial" });
    const [maps, birdcage] = [seriesMaps(coilSeries(settings), [n, n, 1]), birdcageSensitivities(n, n, 5)];
    const object = sheppLogan(n, n);
    for (let i = 0; i < maps.length; i += 2) {
      if (object[i % object.length] === 0) continue;
      const difference = Math.hypot(maps[i]! - birdcage[i]!, maps[i + 1]! - birdcage[i + 1]!);
      expect(difference / Math.hypot(birdcage[i]!, birdcage[i + 1]!)).toBeLessThan(0.033);
    }
  });

  it("decrease along z away from their ring, as the pixel-wise maps do at the isocentre", () => {
    const n = 41;
    const settings = phantomSettings({
      matrix: n,
      partitions: n,
      coils: 2,
      coilRings: 2,
      trajectory: "koosh-ball",
      interleaves: 1,
    });
    const [series, rings] = [seriesMaps(coilSeries(settings), [n, n, n]), ringSensitivities([n, n, n], 2, 2)];
    for (const plane of [18, 20, 22]) {
      const at = 2 * (plane * n * n + 20 * n + 20);
      expect(Math.hypot(series[at]!, series[at + 1]!) / Math.hypot(rings[at]!, rings[at + 1]!)).toBeCloseTo(1, 2);
    }
  });

  it("leaves a dead coil zero", () => {
    const settings = phantomSettings({ matrix: 8, coils: 2, deadCoil: 1, trajectory: "radial" });
    expect(new Set(seriesMaps(coilSeries(settings), [8, 8, 1]).subarray(128))).toEqual(new Set([0]));
  });
});
