import { describe, expect, it } from "vitest";
import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { compareLines, readoutsOf } from "./judge.ts";

const small = { matrix: 8, coils: 2, noiseLevel: 0 } as const;
const { parallelCalibration, parallelCalibrationAndImaging } = AcquisitionFlag;
const { firstInRepetition, lastInRepetition, lastInMeasurement, firstInSlice, lastInSlice } = AcquisitionFlag;

function parallelImagingOf(options: PhantomOptions) {
  return phantom(options).header.encoding[0]!.parallelImaging;
}

/** Lines as `partition:line`. */
function places(readouts: readonly Acquisition[]): string[] {
  return readouts.map(({ header }) => `${header.kspaceEncodeStep2}:${header.kspaceEncodeStep1}`);
}

/** One shot as rows of text, a row for each partition: `#` acquired, `.` not. */
function pattern(options: PhantomOptions, repetition = 0): string[] {
  const shot = new Set(places(readoutsOf(options).filter(({ header }) => header.repetition === repetition)));
  const { matrixY = 8, partitions = 1 } = options;
  return Array.from({ length: partitions }, (_, partition) =>
    Array.from({ length: matrixY }, (_, line) => (shot.has(`${partition}:${line}`) ? "#" : ".")).join(""),
  );
}

describe("the lattice", () => {
  it("is R1 by R2", () => {
    const options = { ...small, partitions: 4, acceleration: 3, accelerationZ: 2 };
    expect(pattern(options)).toEqual(["#..#..#.", "........", "#..#..#.", "........"]);
    expect(pattern(options, 4)).toEqual(["........", ".#..#..#", "........", ".#..#..#"]);
  });

  it("is shifted by the partitions of CAIPIRINHA from line to line", () => {
    const two = { ...small, partitions: 4, acceleration: 2, accelerationZ: 2, caipirinha: 1 };
    expect(pattern(two)).toEqual(["#...#...", "..#...#.", "#...#...", "..#...#."]);
    const four = { ...small, partitions: 4, accelerationZ: 4, caipirinha: 2 };
    expect(pattern(four)).toEqual(["#.#.#.#.", "........", ".#.#.#.#", "........"]);
    const three = { ...small, partitions: 4, accelerationZ: 3, caipirinha: 2 };
    expect(pattern(three)).toEqual(["#..#..#.", "..#..#..", ".#..#..#", "#..#..#."]);
  });

  it.each([0, 1, 2])("alternates so that the shots of a repetition fill k-space, with a shift of %i", (caipirinha) => {
    const options = { ...small, partitions: 5, acceleration: 2, accelerationZ: 3, caipirinha, repetitions: 2 };
    const readouts = readoutsOf(options);
    expect(new Set(readouts.map(({ header }) => header.repetition)).size).toBe(12);
    const first = places(readouts.filter(({ header }) => header.repetition < 6));
    expect(first).toHaveLength(8 * 5);
    expect(new Set(first).size).toBe(8 * 5);
    const { maximum } = phantom(options).header.encoding[0]!.encodingLimits.repetition!;
    expect(maximum).toBe(11);
  });

  it("is the same in all repetitions if it is a single one", () => {
    const options = { ...small, acceleration: 2, singleLattice: true, repetitions: 3 };
    expect([0, 1, 2].flatMap((repetition) => pattern(options, repetition))).toEqual(Array(3).fill("#.#.#.#."));
    const { encodingLimits } = phantom(options).header.encoding[0]!;
    expect(encodingLimits.repetition!.maximum).toBe(2);
    expect(readoutsOf(options).filter(({ header }) => header.has(firstInRepetition))).toHaveLength(3);
  });
});

describe("the header's parallelImaging", () => {
  const factor = { kspaceEncodingStep1: 2, kspaceEncodingStep2: 1 };
  const interleavingDimension = "repetition";
  it.each<[PhantomOptions, object]>([
    [{}, { accelerationFactor: factor, calibrationMode: "interleaved", interleavingDimension }],
    [{ calibrationWidth: 4 }, { accelerationFactor: factor, calibrationMode: "embedded", interleavingDimension }],
    [{ singleLattice: true }, { accelerationFactor: factor }],
    [
      { singleLattice: true, calibrationWidth: 4, calibrationMode: "external" },
      { accelerationFactor: factor, calibrationMode: "external" },
    ],
    [
      { acceleration: 1, accelerationZ: 2, partitions: 4, calibrationWidth: 4, calibrationMode: "separate" },
      {
        accelerationFactor: { kspaceEncodingStep1: 1, kspaceEncodingStep2: 2 },
        calibrationMode: "separate",
        interleavingDimension,
      },
    ],
  ])("of %o has factors, mode and dimension", (options, expected) => {
    const { accelerationFactor, calibrationMode, interleavingDimension } =
      parallelImagingOf({ ...small, acceleration: 2, ...options }) ?? {};
    const actual = { accelerationFactor, calibrationMode, interleavingDimension };
    expect(JSON.parse(JSON.stringify(actual))).toEqual(expected);
  });
});

describe("an embedded calibration area", () => {
  it("may be a block of lines and partitions", () => {
    const options = {
      ...small,
      partitions: 6,
      acceleration: 2,
      accelerationZ: 2,
      calibrationWidth: 4,
      calibrationWidthZ: 2,
    };
    expect(pattern(options)).toEqual(["#.#.#.#.", "........", "#.#####.", "..####..", "#.#.#.#.", "........"]);
    const shot = readoutsOf(options).filter(({ header }) => header.repetition === 0);
    const flagged = (flag: number) => places(shot.filter(({ header }) => header.has(flag)));
    expect(flagged(parallelCalibrationAndImaging)).toEqual(["2:2", "2:4"]);
    expect(flagged(parallelCalibration)).toEqual(["2:3", "2:5", "3:2", "3:3", "3:4", "3:5"]);
  });
});

describe("a calibration before all other lines", () => {
  const options = {
    ...small,
    acceleration: 2,
    repetitions: 2,
    calibrationWidth: 4,
    calibrationMatrix: 5,
    calibrationMode: "separate",
    coordinates: true,
  } as const;
  const isCalibration = ({ header }: Acquisition) => header.has(parallelCalibration);

  it("has its flag and no other, its own length, and is acquired once", () => {
    const readouts = readoutsOf(options);
    expect(readouts).toHaveLength(4 + 2 * 8);
    expect(phantom(options).acquisitionCount).toBe(20);
    expect(readouts.map(isCalibration)).toEqual([...Array(4).fill(true), ...Array(16).fill(false)]);
    for (const [i, { header }] of readouts.slice(0, 4).entries()) {
      expect(header.flags).toBe(1n << 19n);
      expect(header).toMatchObject({ numberOfSamples: 10, centerSample: 5, repetition: 0, scanCounter: i });
    }
    expect(readouts.slice(4).every(({ header }) => header.numberOfSamples === 16)).toBe(true);
    expect(readouts.slice(4).some(({ header }) => header.has(parallelCalibrationAndImaging))).toBe(false);
    expect(readouts[4]!.header.has(firstInRepetition) && readouts[4]!.header.has(firstInSlice)).toBe(true);
    const last = readouts.at(-1)!.header;
    expect(last.has(lastInRepetition) && last.has(lastInSlice) && last.has(lastInMeasurement)).toBe(true);
  });

  it.each<PhantomOptions>([
    {},
    { partialFourier: 0.7, asymmetricEcho: 0.7, discardPre: 2 },
    { partitions: 4, partialFourierZ: 0.8, calibrationWidthZ: 2 },
    { slices: 2, navigators: true, phaseMap: true },
    { matrix: 7, matrixY: 9, oversampling: 1, calibrationWidth: 3 },
  ])("is the centre of the transform of the coil images: %o", (shape) => {
    const { actual, expected } = compareLines({ ...options, ...shape });
    expect(relativeError(actual, expected)).toBeLessThan(2e-6);
  });

  it("is flagged for each slice, with the slice's position", () => {
    const calibration = readoutsOf({ ...options, slices: 2 }).filter(isCalibration);
    expect(calibration.map(({ header }) => header.slice)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(calibration[4]!.header.position[2]).toBeGreaterThan(0);
  });

  it("has the coordinates of its lines on the grid of the images", () => {
    const [first] = readoutsOf(options);
    expect([...first!.trajectory].slice(0, 4)).toEqual([-5 / 16, -2 / 8, -4 / 16, -2 / 8]);
  });

  it("counts from 0 if it is external, and may have another intensity", () => {
    const separate = readoutsOf({ ...options, partitions: 4, calibrationWidthZ: 2 }).filter(isCalibration);
    const external = readoutsOf({
      ...options,
      partitions: 4,
      calibrationWidthZ: 2,
      calibrationMode: "external",
      calibrationScale: 3,
    }).filter(isCalibration);
    expect(places(separate)).toEqual(["1:2", "1:3", "1:4", "1:5", "2:2", "2:3", "2:4", "2:5"]);
    expect(places(external)).toEqual(["0:0", "0:1", "0:2", "0:3", "1:0", "1:1", "1:2", "1:3"]);
    for (const [i, { data, trajectory }] of external.entries()) {
      expect([...data]).toEqual([...separate[i]!.data].map((value) => Math.fround(3 * value)));
      expect(trajectory).toEqual(separate[i]!.trajectory);
    }
  });

  it("has noise of the level of all others", () => {
    const noisy = { ...options, matrix: 64, matrixY: 64, calibrationMatrix: 64, calibrationWidth: 64, coils: 4 };
    const clean = readoutsOf({ ...noisy, calibrationScale: 5 }).filter(isCalibration);
    const difference = readoutsOf({ ...noisy, calibrationScale: 5, noiseLevel: 0.3 })
      .filter(isCalibration)
      .flatMap(({ data }, i) => Array.from(data, (value, at) => value - clean[i]!.data[at]!));
    const variance = difference.reduce((sum, value) => sum + value ** 2, 0) / difference.length;
    expect(Math.sqrt(variance)).toBeGreaterThan(0.3 * 0.99);
    expect(Math.sqrt(variance)).toBeLessThan(0.3 * 1.01);
  });
});
