import { describe, expect, it } from "vitest";
import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { arrayNamed, readoutsOf } from "./judge.ts";

const small = { matrix: 8, coils: 3, noiseLevel: 0 } as const;

function rounded(values: readonly number[]): number[] {
  return values.map((value) => Math.round(value * 1e5) / 1e5 + 0);
}

describe("the geometry", () => {
  it.each([
    [[90, 0, 0], { readDir: [1, 0, 0], phaseDir: [0, 0, 1], sliceDir: [0, -1, 0] }],
    [[0, 90, 0], { readDir: [0, 0, -1], phaseDir: [0, 1, 0], sliceDir: [1, 0, 0] }],
    [[0, 0, 90], { readDir: [0, 1, 0], phaseDir: [-1, 0, 0], sliceDir: [0, 0, 1] }],
    [[90, 0, 90], { readDir: [0, 1, 0], phaseDir: [0, 0, 1], sliceDir: [1, 0, 0] }],
  ] as const)("turned by %j is right-handed, about x first", (rotation, expected) => {
    const { readDir, phaseDir, sliceDir } = readoutsOf({ ...small, rotation })[0]!.header;
    const found = { readDir: rounded(readDir), phaseDir: rounded(phaseDir), sliceDir: rounded(sliceDir) };
    expect(found).toEqual(expected);
  });

  it("turned obliquely is orthonormal, and slices follow their direction from the position", () => {
    const options = { ...small, matrix: 2, slices: 4, rotation: [10, -20, 30], position: [5, -6, 7] } as const;
    const headers = readoutsOf({ ...options, noiseReadouts: 1 }).map(({ header }) => header);
    const { readDir, phaseDir, sliceDir } = headers[1]!;
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    const axes = [readDir, phaseDir, sliceDir];
    for (const [i, a] of axes.entries())
      for (const [j, b] of axes.entries()) expect(dot(a, b)).toBeCloseTo(+(i === j), 6);
    const cross = [0, 1, 2].map((i) => {
      const [a, b] = [(i + 1) % 3, (i + 2) % 3] as const;
      return readDir[a]! * phaseDir[b]! - readDir[b]! * phaseDir[a]!;
    });
    expect(rounded(cross)).toEqual(rounded(sliceDir));
    for (const header of headers) {
      const noise = header.has(AcquisitionFlag.noiseMeasurement);
      const along = noise ? 0 : 30 * header.slice;
      const expected = [5, -6, 7].map((value, i) => value + along * sliceDir[i]!);
      for (const i of [0, 1, 2]) expect(header.position[i]).toBeCloseTo(expected[i]!, 4);
    }
  });

  it("leaves the samples as they are", () => {
    const data = (options: object) => readoutsOf({ ...small, ...options }).map((readout) => readout.data);
    expect(data({ rotation: [10, 20, 30], position: [1, 2, 3] })).toEqual(data({}));
  });
});

describe("the phase of the object", () => {
  it.each([{}, { slices: 2 }, { partitions: 3 }])("is the documented one, with %j", (shape) => {
    const plain = arrayNamed(phantom({ ...small, matrixY: 6, ...shape }), "phantom").data;
    const turned = arrayNamed(phantom({ ...small, matrixY: 6, ...shape, phaseMap: true }), "phantom").data;
    let seen = 0;
    for (let pixel = 0; pixel < plain.length / 2; pixel++) {
      const [re, im] = [turned[2 * pixel]!, turned[2 * pixel + 1]!];
      expect(Math.hypot(re, im)).toBeCloseTo(Math.abs(plain[2 * pixel]!), 6);
      if (Math.abs(plain[2 * pixel]!) < 0.05) continue;
      const x = ((pixel % 8) - 4) / 4;
      const y = ((Math.floor(pixel / 8) % 6) - 3) / 3;
      const plane = Math.floor(pixel / 48);
      const z = "partitions" in shape ? (2 * (plane - 1)) / 3 : "slices" in shape ? 0.4 * plane : 0;
      expect(Math.atan2(im, re)).toBeCloseTo(x - 0.7 * y + 0.8 * (x * x - y * y) + 0.5 * z, 5);
      seen++;
    }
    expect(seen).toBeGreaterThan(10);
  });

  it("doesn't wrap within the object", () => {
    const { data } = arrayNamed(phantom({ matrix: 64, coils: 1, phaseMap: true }), "phantom");
    const phases: number[] = [];
    for (let i = 0; i < data.length; i += 2) {
      const outside = Math.hypot(data[i]!, data[i + 1]!) < 1e-6;
      if (!outside) phases.push(Math.atan2(data[i + 1]!, data[i]!));
    }
    expect(phases.length).toBeGreaterThan(1000);
    expect(Math.max(...phases.map(Math.abs))).toBeLessThan(3);
  });
});

describe("a dead coil", () => {
  const options = {
    ...small,
    noiseLevel: 0.1,
    noiseCorrelation: 0.5,
    noiseReadouts: 2,
    discardPre: 2,
    navigators: true,
  };

  it("gives zeros and nothing else, in every readout and in the truth", () => {
    for (const { data, header } of readoutsOf({ ...options, deadCoil: 1 })) {
      const length = 2 * header.numberOfSamples;
      expect(new Set(data.subarray(length, 2 * length))).toEqual(new Set([0]));
      for (const coil of [0, 2]) expect(data.subarray(length * coil, length * (coil + 1))).not.toContain(0);
    }
    const made = phantom({ ...options, deadCoil: 1 });
    for (const name of ["csm", "coil_images"]) {
      const { data } = arrayNamed(made, name);
      const length = data.length / 3;
      expect(data.subarray(length, 2 * length).every((value) => value === 0)).toBe(true);
      expect(data.subarray(0, length).some((value) => value !== 0)).toBe(true);
    }
  });

  it("has no covariance, and leaves that of the others", () => {
    const covariance = (deadCoil: number) => arrayNamed(phantom({ ...options, deadCoil }), "noise_covariance").data;
    const [all, dead] = [covariance(-1), covariance(1)];
    for (let i = 0; i < 9; i++) {
      const zero = i % 3 === 1 || Math.floor(i / 3) === 1;
      for (const part of [0, 1]) expect(dead[2 * i + part]).toBe(zero ? 0 : all[2 * i + part]);
    }
  });

  it("leaves the other coils as they are", () => {
    const others = (deadCoil: number) =>
      readoutsOf({ ...options, discardPre: 0, navigators: false, deadCoil }).map(({ data }) =>
        data.slice(-data.length / 3),
      );
    expect(others(1)).toEqual(others(-1));
  });
});
