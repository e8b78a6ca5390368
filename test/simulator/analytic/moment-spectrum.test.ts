import { describe, expect, it } from "vitest";
import { BesselRatios } from "../../../src/simulator/analytic/bessel-ratios.ts";
import { MomentSpectrum } from "../../../src/simulator/analytic/moment-spectrum.ts";
import type { Ellipsoid } from "../../../src/simulator/object/shepp-logan.ts";

/** Midpoints of `count` intervals of 0 to `end`. */
const midpoints = (count: number, end: number) => Array.from({ length: count }, (_, i) => ((i + 0.5) * end) / count);

/** Bessel's integral, whose trapezoidal sum is exact to rounding. */
function bessel(order: number, q: number): number {
  const count = 400;
  return midpoints(count, Math.PI).reduce((sum, t) => sum + Math.cos(order * t - q * Math.sin(t)), 0) / count;
}

describe("BesselRatios", () => {
  it.each([1e-3, 0.7, 5, 11.99, 12, 30, 180])("has those of whole orders at %f", (q) => {
    const ratios = new BesselRatios(1, 8).at(q);
    for (const [m, ratio] of ratios.entries()) {
      if (q > 0.5) expect(Math.abs(ratio * q ** (1 + m) - bessel(1 + m, q))).toBeLessThan(1e-10);
    }
    expect(Math.abs(ratios[0]! - bessel(1, q) / q)).toBeLessThan(1e-11);
  });

  it.each([0.2, 3, 11.99, 12, 100])("has those of half orders at %f", (q) => {
    const ratios = new BesselRatios(1.5, 4).at(q);
    const scale = Math.sqrt(2 / Math.PI);
    const first = (scale * (Math.sin(q) - q * Math.cos(q))) / q ** 3;
    const second = (scale * ((3 - q * q) * Math.sin(q) - 3 * q * Math.cos(q))) / q ** 5;
    expect(ratios[0]!).toBeCloseTo(first, 11);
    expect(ratios[1]!).toBeCloseTo(second, 10);
  });

  it("has limits at zero", () => {
    const ratios = new BesselRatios(1, 3).at(0);
    expect([...ratios]).toEqual([1 / 2, 1 / 8, 1 / 48]);
  });
});

const ellipse: Ellipsoid = { intensity: 0.7, axes: [0.3, 0.5, 0.4], centre: [0.2, -0.35], degrees: 33 };
const circle: Ellipsoid = { intensity: -0.4, axes: [0.25, 0.25, 0.5], centre: [-0.3, 0.1], degrees: 0 };

type Complex = readonly [number, number];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];

/** The integrals of z̄^n ρ e^{−2πi k·r}, by sums over spherical or polar coordinates of the unit ball. */
function integrals(shapes: readonly Ellipsoid[], k: readonly number[], degree: number, withHeight: boolean): number[] {
  const moments = new Array<number>(2 * (degree + 1) * (withHeight ? 2 : 1)).fill(0);
  const isVolume = k.length === 3;
  const count = isVolume ? 60 : 120;
  const heights = isVolume ? midpoints(count, 2).map((u) => u - 1) : [0];
  for (const { intensity, axes, centre, degrees } of shapes) {
    const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    for (const up of heights) {
      const rim = Math.sqrt(1 - up * up);
      for (const radius of midpoints(count, rim)) {
        const ring = ((rim / count) * 2 * Math.PI * radius) / count;
        const size = intensity * ring * axes[0] * axes[1] * (isVolume ? (axes[2] * 2) / count : 1);
        for (const angle of midpoints(count, 2 * Math.PI)) {
          const [u, v] = [axes[0] * radius * Math.cos(angle), axes[1] * radius * Math.sin(angle)];
          const [x, y, z] = [centre[0] + u * cos - v * sin, centre[1] + u * sin + v * cos, axes[2] * up];
          const phase = -2 * Math.PI * (k[0]! * x + k[1]! * y + (k[2] ?? 0) * z);
          let value: Complex = [size * Math.cos(phase), size * Math.sin(phase)];
          for (let n = 0; n <= degree; n += 1) {
            moments[2 * n]! += value[0];
            moments[2 * n + 1]! += value[1];
            if (withHeight) {
              moments[2 * (degree + 1 + n)]! += z * value[0];
              moments[2 * (degree + 1 + n) + 1]! += z * value[1];
            }
            value = times(value, [x, -y]);
          }
        }
      }
    }
  }
  return moments;
}

describe("MomentSpectrum", () => {
  it.each([[[0, 0]], [[0.8, -1.1]], [[6.3, 2.2]], [[-3, 14]]])("is the integral over ellipses at %j", (k) => {
    const spectrum = new MomentSpectrum([ellipse, circle], 2, 6).at(k[0]!, k[1]!);
    const expected = integrals([ellipse, circle], k, 6, false);
    expect(spectrum.length).toBe(14);
    for (const [i, value] of expected.entries()) expect(Math.abs(spectrum[i]! - value), `${i}`).toBeLessThan(3e-5);
  });

  it.each([[[0, 0, 0]], [[0.8, -1.1, 0.6]], [[2.3, 1.2, -3]]])("is the integral over ellipsoids at %j", (k) => {
    const spectrum = new MomentSpectrum([ellipse, circle], 3, 3, true).at(k[0]!, k[1]!, k[2]!);
    const expected = integrals([ellipse, circle], k, 3, true);
    expect(spectrum.length).toBe(16);
    for (const [i, value] of expected.entries()) expect(Math.abs(spectrum[i]! - value), `${i}`).toBeLessThan(2e-4);
  });

  it("has the object's area, or its volume, at the centre", () => {
    const area = Math.PI * (0.7 * 0.3 * 0.5 - 0.4 * 0.25 * 0.25);
    expect(new MomentSpectrum([ellipse, circle], 2, 0).at(0, 0)[0]).toBeCloseTo(area, 12);
    const volume = ((4 * Math.PI) / 3) * (0.7 * 0.3 * 0.5 * 0.4 - 0.4 * 0.25 * 0.25 * 0.5);
    expect(new MomentSpectrum([ellipse, circle], 3, 0).at(0, 0, 0)[0]).toBeCloseTo(volume, 12);
  });
});
