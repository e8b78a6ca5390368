import { describe, expect, it } from "vitest";
import { AcquisitionFlag, type Encoding } from "../../../src/mrd/index.ts";
import { readoutPositions, trapezoidOf } from "../../../src/recon/epi/readout-positions.ts";
import { encodingOf, headerOf, readout } from "../../../src/testing/index.ts";
import { epiEncoding } from "../../contract/epi-samples.ts";

const fromHeader = { rampUp: "header", flatTop: "header", rampDown: "header", dwell: "header" } as const;
const described = headerOf(epiEncoding).encoding[0]!;
/** 16 samples over 32 mm. */
const plain = headerOf(encodingOf()).encoding[0]!;

function positionsOf(fields: Parameters<typeof readout>[0], encoding: Encoding) {
  return readoutPositions(readout(fields), encoding, fromHeader, "center");
}

describe("trapezoidOf", () => {
  it("reads the header's description, of which parameters replace parts", () => {
    expect(trapezoidOf(described, fromHeader, 16, 5)).toEqual({
      rampUp: 20,
      flatTop: 60,
      rampDown: 20,
      dwell: 5,
      samples: 16,
    });
    expect(trapezoidOf(described, { ...fromHeader, flatTop: 80 }, 16, 5)?.flatTop).toBe(80);
  });

  it("takes a flat top of 0 as all samples, and the dwell time of the readout where the header has none", () => {
    const given = { ...fromHeader, rampUp: 0, flatTop: 0 };
    expect(trapezoidOf(plain, given, 16, 5)).toEqual({ rampUp: 0, flatTop: 80, rampDown: 0, dwell: 5, samples: 16 });
    expect(trapezoidOf(plain, fromHeader, 16, 5)).toBeUndefined();
  });
});

describe("readoutPositions", () => {
  it.each<[string, number]>([
    ["fractions of the matrix", 1 / 16],
    ["1/FOV", 1],
    ["1/m", 1 / 0.032],
    ["rad/m", (2 * Math.PI) / 0.032],
  ])("recognises trajectories in %s", (_unit, unit) => {
    const trajectory = Float32Array.from({ length: 32 }, (_, i) => (i % 2 === 0 ? unit * (i / 2 - 8) : 0.3));
    const { positions, reversed, source } = positionsOf({ trajectory }, plain);
    for (const [n, k] of positions.entries()) expect(k).toBeCloseTo(n - 8, 4);
    expect([reversed, source]).toEqual([false, "trajectory"]);
  });

  it("goes by a trajectory that runs backwards, not by the flag", () => {
    const trajectory = Float32Array.from({ length: 16 }, (_, n) => (8 - n) / 16);
    expect(positionsOf({ trajectory }, plain).reversed).toBe(true);
    expect(positionsOf({ trajectory, flags: [AcquisitionFlag.reverse] }, plain).reversed).toBe(true);
  });

  it("refuses a trajectory in no known unit", () => {
    const trajectory = Float32Array.from({ length: 16 }, (_, n) => 1e4 * (n - 8));
    expect(() => positionsOf({ trajectory, scanCounter: 7 }, plain)).toThrow(
      /the trajectory of readout 7 goes from -80000 to 70000, which in no known unit is the extent of the encoded matrix, 16/,
    );
  });

  it("refuses a trajectory that is not finite", () => {
    const trajectory = Float32Array.from({ length: 16 }, (_, n) => (n === 5 ? Number.NaN : (n - 8) / 16));
    expect(() => positionsOf({ trajectory, scanCounter: 7 }, plain)).toThrow(
      "the trajectory of readout 7 has coordinates that are not finite",
    );
  });

  it("mirrors the positions of reversed lines", () => {
    const forward = positionsOf({}, described).positions;
    const { positions, reversed } = positionsOf({ flags: [AcquisitionFlag.reverse] }, described);
    expect(reversed).toBe(true);
    for (const [n, k] of positions.entries()) expect(k).toBeCloseTo(-forward[n]!, 9);
  });

  it("is a uniform grid about the centre sample if nothing else is known", () => {
    expect(Array.from(positionsOf({ centerSample: 6 }, plain).positions.subarray(0, 3))).toEqual([-6, -5, -4]);
    const { positions } = positionsOf({ flags: [AcquisitionFlag.reverse] }, plain);
    expect(Array.from(positions.subarray(0, 3))).toEqual([7, 6, 5]);
  });

  it("leaves out discarded samples", () => {
    const { positions } = positionsOf({ discardPre: 2, discardPost: 1 }, plain);
    expect(Array.from(positions, Number.isNaN)).toEqual(Array.from({ length: 16 }, (_, n) => n < 2 || n === 15));
  });

  it("refuses samples that take longer than the gradient", () => {
    const given = { ...fromHeader, flatTop: 10 };
    expect(() => readoutPositions(readout(), described, given, "center")).toThrow(
      "readout 1: 16 samples of 5 µs do not fit into a gradient of 50 µs",
    );
  });
});
