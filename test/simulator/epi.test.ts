import { describe, expect, it } from "vitest";
import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { noiseScan, type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { compareEchoes, describedEpi, isNavigator, isReversed } from "./epi-judge.ts";
import { linesOf, readoutsOf } from "./judge.ts";

const small = { matrix: 8, coils: 2, noiseLevel: 0, epi: true } as const;
const { parallelCalibration, phaseCorrectionData, firstInSlice, lastInSlice, lastInMeasurement } = AcquisitionFlag;

/** Each readout as `N` or a line's counter, and `-` if it is reversed. */
function order(readouts: readonly Acquisition[]): string {
  return readouts
    .map((each) => `${isNavigator(each) ? "N" : each.header.kspaceEncodeStep1}${isReversed(each) ? "-" : ""}`)
    .join(" ");
}

describe("a shot", () => {
  it.each<[PhantomOptions, string]>([
    [{}, "N- N N- 0 1- 2 3- 4 5- 6 7-"],
    [{ matrixY: 5, epiNavigators: 2 }, "N N- 0 1- 2 3- 4"],
    [{ matrixY: 3, epiNavigators: 0 }, "0 1- 2"],
    [{ matrixY: 7, segments: 3, epiNavigators: 1 }, "N- 0 3- 6 N- 1 4- N- 2 5-"],
    [{ matrixY: 10, partialFourier: 0.7, epiNavigators: 1 }, "N- 0 1- 2 3- 4 5- 6"],
    [{ acceleration: 2, singleLattice: true, epiNavigators: 1 }, "N- 0 2- 4 6-"],
    [{ acceleration: 3, epiNavigators: 1 }, "N- 0 3- 6 N- 1 4- 7 N- 2 5-"],
    [{ acceleration: 2, segments: 2, singleLattice: true, epiNavigators: 1 }, "N- 0 4- N- 2 6-"],
  ])("of %o starts with navigators and alternates", (shape, expected) => {
    expect(order(readoutsOf({ ...small, ...shape }))).toBe(expected);
  });

  it("is all of a slice, contrast after contrast, in the order of interleaved slices", () => {
    const options = { ...small, matrixY: 2, slices: 3, interleaved: true, contrasts: 2, segments: 2, epiNavigators: 1 };
    const readouts = readoutsOf(options);
    expect(readouts.map(({ header }) => [header.slice, header.contrast, header.segment].join(""))).toEqual(
      [0, 2, 1].flatMap((slice) =>
        ["00", "01", "10", "11"].flatMap((rest) => Array.from({ length: 2 }, () => `${slice}${rest}`)),
      ),
    );
  });

  it("has navigators with its counters, at the centre line, with flags of their own only", () => {
    const options = { ...small, partialFourier: 0.7, slices: 2, repetitions: 2, sets: 2, segments: 2, dummies: 1 };
    const readouts = readoutsOf(options);
    const lines = linesOf(options);
    const { center } = phantom(options).header.encoding[0]!.encodingLimits.kspaceEncodingStep1!;
    const navigators = readouts.filter(isNavigator);
    expect(navigators).toHaveLength(3 * 2 * 2 * 2 * 2);
    for (const [i, { header }] of readouts.entries()) {
      if (!header.has(phaseCorrectionData)) continue;
      expect(header.flags & ~(1n << 21n)).toBe(1n << 23n);
      expect(header.kspaceEncodeStep1).toBe(center);
      const next = readouts.slice(i).find((each) => !isNavigator(each))!.header;
      const { slice, repetition, set, segment } = next;
      expect(header).toMatchObject({ slice, repetition, set, segment });
    }
    expect(lines[0]!.header.has(firstInSlice)).toBe(true);
    expect(lines.filter(({ header }) => header.has(lastInSlice))).toHaveLength(2 * 2 * 2);
    expect(readouts.at(-1)!.header.has(lastInMeasurement)).toBe(true);
    expect(readouts).toHaveLength(phantom(options).acquisitionCount);
    expect(readouts.map(({ header }) => header.scanCounter)).toEqual(readouts.map((_, i) => i));
    expect(order(readouts.slice(0, 5))).toMatch(/^\d+ N- N N- 0$/); // the dummy comes first
  });
});

describe("the header of EPI", () => {
  it("describes the readout as Gadgetron does, on the encoded grid", () => {
    const options = { ...small, segments: 2, acceleration: 2, acquisitionDelay: 3 };
    const [encoding] = phantom(options).header.encoding;
    expect(encoding).toMatchObject({ trajectory: "epi", echoTrainLength: 2 });
    expect(encoding!.trajectoryDescription!.identifier).toBe("ConventionalEPI");
    expect(encoding!.encodingLimits.kspaceEncodingStep0).toEqual({ minimum: 0, maximum: 15, center: 8 });
    expect(describedEpi(options)).toEqual({
      rampUpTime: 16,
      rampDownTime: 16,
      flatTopTime: 50,
      acqDelayTime: 3,
      numSamples: 19,
      etl: 2,
      numberOfNavigators: 3,
      dwellTime: 4,
    });
    const { header } = linesOf(options)[0]!;
    expect(header).toMatchObject({ numberOfSamples: 19, centerSample: 9, sampleTimeUs: 4 });
    expect(phantom(options).header.sequenceParameters!.echoSpacing).toEqual([0.082]);
  });

  it("describes no other encoding", () => {
    const { encoding } = phantom({ ...small, secondEncoding: 4 }).header;
    expect(encoding[1]!.trajectory).toBe("cartesian");
    expect(encoding[1]!.trajectoryDescription).toBeUndefined();
    const second = readoutsOf({ ...small, secondEncoding: 4 }).filter(({ header }) => header.encodingSpaceRef === 1);
    expect(order(second)).toBe("0 1 2 3");
    expect(second[0]!.header.numberOfSamples).toBe(8);
  });
});

describe("a separate noise scan of EPI", () => {
  it("has readouts of its length and dwell time, and an ID of its own", () => {
    const options = { ...small, noiseDependency: 2, noiseLevel: 0.1, dwellTime: 2 };
    const [readout] = [...noiseScan(options).acquisitions()];
    expect(readout!.header).toMatchObject({ numberOfSamples: 20, sampleTimeUs: 2 });
    const id = (given: PhantomOptions) => noiseScan(given).header.measurementInformation!.measurementId;
    const { measurementDependency } = phantom(options).header.measurementInformation!;
    expect(measurementDependency[0]!.measurementId).toBe(id(options));
    expect(new Set([options, { ...options, dwellTime: 4 }, { matrix: 8, noiseDependency: 2 }].map(id)).size).toBe(3);
  });
});

describe("a calibration of EPI", () => {
  const options = {
    ...small,
    slices: 2,
    acceleration: 2,
    singleLattice: true,
    calibrationWidth: 5,
    calibrationMode: "separate",
    calibrationScale: 3,
    epiNavigators: 1,
    coordinates: true,
  } as const;
  const calibration = (given: PhantomOptions) =>
    readoutsOf(given).filter(({ header }) => header.has(parallelCalibration));

  it("is read in as many shots as the acceleration, with navigators that have both flags", () => {
    const readouts = calibration(options);
    expect(order(readouts)).toBe(Array(2).fill("N- 2 4- 6 N- 3 5-").join(" "));
    expect(readouts.map(({ header }) => header.segment).join("")).toBe("0000111".repeat(2));
    expect(readouts.map(({ header }) => header.slice).join("")).toBe("0".repeat(7) + "1".repeat(7));
    expect(readouts.filter(isNavigator).map(({ header }) => header.kspaceEncodeStep1)).toEqual([4, 4, 4, 4]);
    expect(readouts.slice(0, 2).map(({ header }) => header.flags)).toEqual([
      (1n << 19n) | (1n << 23n) | (1n << 21n),
      1n << 19n,
    ]);
    expect(phantom(options).header.encoding[0]!.encodingLimits.segment!.maximum).toBe(1);
    expect(phantom(options).header.encoding).toHaveLength(1);
    expect(readoutsOf(options)).toHaveLength(phantom(options).acquisitionCount);
  });

  it("is measured as the images are", () => {
    const errors = { gradientDelay: 0.3, oddEvenPhase: 0.5, shotPhase: 0.2, drift: 0.1 };
    const { actual, expected } = compareEchoes({ ...options, ...errors });
    expect(relativeError(actual, expected)).toBeLessThan(2e-6);
  });

  it("counts from 0 if it is external, and is the same otherwise", () => {
    const external = calibration({ ...options, calibrationMode: "external" });
    expect(order(external.slice(0, 7))).toBe("N- 0 2- 4 N- 1 3-");
    expect(external[0]!.header.kspaceEncodeStep1).toBe(2);
    const separate = calibration(options);
    expect(external.map(({ data }) => data)).toEqual(separate.map(({ data }) => data));
    expect(external.map(({ trajectory }) => trajectory)).toEqual(separate.map(({ trajectory }) => trajectory));
  });

  it("may be plain readouts of a second encoding", () => {
    const plain = { ...options, epiReference: "gradient-echo", coordinates: false } as const;
    const readouts = calibration(plain);
    expect(order(readouts)).toBe(Array(2).fill("2 3 4 5 6").join(" "));
    expect(readouts.every(({ header }) => header.encodingSpaceRef === 1 && header.flags === 1n << 19n)).toBe(true);
    const [images, second, ...others] = phantom(plain).header.encoding;
    expect(others).toEqual([]);
    expect(second).toMatchObject({ trajectory: "cartesian", encodedSpace: images!.encodedSpace });
    expect(second!.encodingLimits.kspaceEncodingStep1).toEqual({ minimum: 0, maximum: 7, center: 4 });
    expect(second!.parallelImaging).toBeUndefined();
    expect(images).toMatchObject({ trajectory: "epi", parallelImaging: { calibrationMode: "separate" } });
    expect(images!.encodingLimits.segment!.maximum).toBe(0);
    const cartesian = calibration({ ...plain, epi: false, epiReference: undefined, epiNavigators: undefined });
    expect(readouts.map(({ data }) => data)).toEqual(cartesian.map(({ data }) => data));
    const external = phantom({ ...plain, calibrationMode: "external" }).header.encoding[1]!;
    expect(external.encodingLimits.kspaceEncodingStep1).toEqual({ minimum: 0, maximum: 4, center: 2 });
    expect(phantom(plain).arrays.map(({ name }) => name)).toEqual(["phantom", "csm", "coil_images"]);
  });
});

it("identifies a measurement by its options of EPI", () => {
  const id = (options: PhantomOptions) => phantom(options).header.measurementInformation!.measurementId;
  const others = [{ epi: false }, { dwellTime: 5 }, { rampUp: 0.1 }, { gradientDelay: 0.1 }, { epiNavigators: 2 }];
  expect(new Set([{}, ...others].map((options) => id({ ...small, ...options }))).size).toBe(6);
  expect(id({ ...small, epiSamples: 0, drift: 0 })).toBe(id(small));
});

it.each<[PhantomOptions, RegExp]>([
  [{ epi: false, drift: 0.1 }, /^drift requires epi$/],
  [{ epi: false, epiNavigators: 0 }, /^epiNavigators requires epi$/],
  [{ epiSamples: -1 }, /^epiSamples must be a whole number from 0 to 65535, not -1$/],
  [{ matrix: 30000, matrixY: 2 }, /^epiSamples must be a number of 1 to 65535 for this matrix/],
  [{ epiNavigators: 1.5 }, /^epiNavigators/],
  [{ dwellTime: 0 }, /^dwellTime must be a number of more than 0, not 0$/],
  [{ acquisitionDelay: -1 }, /^acquisitionDelay/],
  [{ rampUp: 1 }, /^rampUp must be at least 0 and less than 1, not 1$/],
  [{ rampUp: 0.5, rampDown: 0.5 }, /^rampDown must be at least 0 and less than 0.5, .* flat top, not 0.5$/],
  [{ gradientDelay: Number.NaN }, /^gradientDelay must be a finite number/],
  [{ shotPhase: Number.POSITIVE_INFINITY }, /^shotPhase/],
  [{ epiReference: "spiral" as "epi" }, /^epiReference must be one of epi, gradient-echo, not spiral$/],
  [{ partitions: 2 }, /^epi requires partitions to be 1$/],
  [{ asymmetricEcho: 0.8 }, /^epi and asymmetricEcho/],
  [{ discardPre: 1 }, /^epi cannot be combined with discardPre/],
  [{ alternating: true }, /^epi and alternating/],
  [{ phaseCorrection: true }, /^epi and phaseCorrection/],
  [{ acceleration: 2, calibrationWidth: 4 }, /^epi and calibrationWidth require calibrationMode/],
  [
    { acceleration: 2, calibrationWidth: 4, calibrationMode: "separate", calibrationMatrix: 4 },
    /^epi and calibrationMatrix/,
  ],
  [{ epiReference: "gradient-echo" }, /^epiReference gradient-echo requires calibrationMode/],
  [
    {
      acceleration: 2,
      calibrationWidth: 4,
      calibrationMode: "external",
      epiReference: "gradient-echo",
      secondEncoding: 4,
    },
    /^epiReference gradient-echo and secondEncoding/,
  ],
])("EPI refuses %o", (options, message) => {
  expect(() => phantom({ ...small, ...options })).toThrow(
    expect.objectContaining({ code: "bad-option", message: expect.stringMatching(message) }),
  );
});
