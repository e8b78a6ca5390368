import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Acquisition, AcquisitionFlag, formatHeader, parseHeader } from "../../src/mrd/index.ts";
import { transformAxis } from "../../src/numerics/fft/index.ts";
import { CovarianceAccumulator } from "../../src/numerics/linalg/index.ts";
import { type PhantomOptions, phantom, phantomDefaults } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";

const small = { matrix: 12, coils: 2, noiseLevel: 0 } as const;
const { firstInEncodeStep1, lastInEncodeStep1, noiseMeasurement, parallelCalibration } = AcquisitionFlag;
const { parallelCalibrationAndImaging, lastInMeasurement } = AcquisitionFlag;

function readoutsOf(options: PhantomOptions): Acquisition[] {
  return [...phantom(options).acquisitions()];
}

function stepsWith(readouts: readonly Acquisition[], flag: number): number[] {
  return readouts.filter(({ header }) => header.has(flag)).map(({ header }) => header.kspaceEncodeStep1);
}

function arrayOf(options: PhantomOptions, name: string) {
  return phantom(options).arrays.find((array) => array.name === name)!;
}

const measurements = fc
  .record({
    matrix: fc.integer({ min: 1, max: 9 }),
    matrixY: fc.integer({ min: 1, max: 9 }),
    slices: fc.integer({ min: 1, max: 3 }),
    coils: fc.integer({ min: 1, max: 3 }),
    oversampling: fc.integer({ min: 1, max: 3 }),
    repetitions: fc.integer({ min: 1, max: 2 }),
    noiseReadouts: fc.integer({ min: 0, max: 2 }),
    acceleration: fc.integer({ min: 1, max: 9 }),
    calibrationWidth: fc.integer({ min: 0, max: 9 }),
    threeDimensional: fc.boolean(),
  })
  .map(({ threeDimensional, slices, ...rest }) => ({
    ...rest,
    slices: threeDimensional ? 1 : slices,
    partitions: threeDimensional ? slices : 1,
    acceleration: Math.min(rest.acceleration, rest.matrixY),
    calibrationWidth: Math.min(rest.calibrationWidth, rest.matrixY),
    noiseLevel: 0,
  }));

describe("the order of readouts", () => {
  it("holds for any measurement: as many as announced, counted, every line imaged once per repetition", () => {
    fc.assert(
      fc.property(measurements, (options) => {
        const { acquisitionCount, acquisitions } = phantom(options);
        const readouts = [...acquisitions()];
        expect(readouts).toHaveLength(acquisitionCount);
        expect(readouts.map(({ header }) => header.scanCounter)).toEqual(readouts.map((_, i) => i));
        const imaging = readouts.filter(
          ({ header }) => !header.has(noiseMeasurement) && !header.has(parallelCalibration),
        );
        const lines = imaging.map(({ header: h }) =>
          [Math.floor(h.repetition / options.acceleration), h.slice, h.kspaceEncodeStep2, h.kspaceEncodeStep1].join(),
        );
        const { repetitions, slices, partitions, matrixY } = options;
        expect(new Set(lines).size).toBe(lines.length);
        expect(lines).toHaveLength(repetitions * slices * partitions * matrixY);
      }),
      { numRuns: 50 },
    );
  });

  it("opens and closes every loop on its true first and last readout, for any measurement", () => {
    const loops = [
      { first: "firstInSlice", last: "lastInSlice", counters: ["repetition", "slice"] },
      { first: "firstInEncodeStep2", last: "lastInEncodeStep2", counters: ["repetition", "slice"] },
      { first: "firstInRepetition", last: "lastInRepetition", counters: ["repetition"] },
      {
        first: "firstInEncodeStep1",
        last: "lastInEncodeStep1",
        counters: ["repetition", "slice", "kspaceEncodeStep2"],
      },
    ] as const;
    fc.assert(
      fc.property(measurements, (options) => {
        const headers = readoutsOf(options)
          .map(({ header }) => header)
          .filter((header) => !header.has(noiseMeasurement));
        for (const { first, last, counters } of loops) {
          const keys = headers.map((header) => counters.map((counter) => header[counter]).join());
          expect(headers.map((header) => header.has(AcquisitionFlag[first]))).toEqual(
            keys.map((key, i) => key !== keys[i - 1]),
          );
          expect(headers.map((header) => header.has(AcquisitionFlag[last]))).toEqual(
            keys.map((key, i) => key !== keys[i + 1]),
          );
        }
        expect(headers.map((header) => header.has(lastInMeasurement)).indexOf(true)).toBe(headers.length - 1);
      }),
      { numRuns: 50 },
    );
  });

  it("splits a repetition into shots that count as repetitions of their own", () => {
    const readouts = readoutsOf({ ...small, acceleration: 3, repetitions: 2 });
    const steps = [0, 1, 2, 3, 4, 5].map((repetition) =>
      readouts.filter(({ header }) => header.repetition === repetition).map(({ header }) => header.kspaceEncodeStep1),
    );
    const shots = [
      [0, 3, 6, 9],
      [1, 4, 7, 10],
      [2, 5, 8, 11],
    ];
    expect(steps).toEqual([...shots, ...shots]);
    expect(stepsWith(readouts, firstInEncodeStep1)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(stepsWith(readouts, lastInEncodeStep1)).toEqual([9, 10, 11, 9, 10, 11]);
  });

  it.each([
    [4, [4, 6], [5, 7]],
    [5, [4, 6, 8], [5, 7]],
    [12, [0, 2, 4, 6, 8, 10], [1, 3, 5, 7, 9, 11]],
  ])("has a calibration area of %i lines in every shot", (calibrationWidth, imaging, only) => {
    const shot = readoutsOf({ ...small, acceleration: 2, calibrationWidth }).filter((a) => a.header.repetition === 0);
    expect(stepsWith(shot, parallelCalibrationAndImaging)).toEqual(imaging);
    expect(stepsWith(shot, parallelCalibration)).toEqual(only);
    expect(stepsWith(shot, lastInEncodeStep1)).toEqual([calibrationWidth === 12 ? 11 : 10]);
  });
});

describe("a readout", () => {
  it("has its coils, its centre, its position and its time", () => {
    const [, second] = readoutsOf({ ...small, matrix: 5, coils: 65, oversampling: 3, slices: 2 });
    expect(second!.header.toObject()).toMatchObject({
      version: 1,
      scanCounter: 1,
      numberOfSamples: 15,
      centerSample: 7,
      availableChannels: 65,
      activeChannels: 65,
      channelMask: [2n ** 64n - 1n, 1n, ...Array(14).fill(0n)],
      sampleTimeUs: 5,
      position: [0, 0, 0],
      readDir: [1, 0, 0],
      phaseDir: [0, 1, 0],
      sliceDir: [0, 0, 1],
      acquisitionTimeStamp: 14_400_004,
      physiologyTimeStamp: [0, 0, 0],
      encodingSpaceRef: 0,
      trajectoryDimensions: 0,
    });
  });

  it("of a later slice is above it", () => {
    const positions = readoutsOf({ ...small, matrix: 1, slices: 4 }).map(({ header }) => header.position);
    expect(positions).toEqual([0, 30, 60, 90].map((z) => [0, 0, z]));
  });

  it("has its k-space coordinates, where the centre is 0", () => {
    const [first] = readoutsOf({ ...small, matrix: 2, matrixY: 5, coordinates: true });
    expect(first!.header.trajectoryDimensions).toBe(2);
    expect([...first!.trajectory]).toEqual([-0.5, -0.4, -0.25, -0.4, 0, -0.4, 0.25, -0.4].map(Math.fround));
    const volume = readoutsOf({ ...small, matrix: 1, oversampling: 1, matrixY: 2, partitions: 4, coordinates: true });
    expect(volume.map(({ trajectory }) => [...trajectory].slice(1))).toEqual(
      [-0.5, -0.25, 0, 0.25].flatMap((kz) => [-0.5, 0].map((ky) => [ky, kz])),
    );
  });

  it("of noise has only its flag, and no trajectory", () => {
    const [noise, line] = readoutsOf({ ...small, noiseReadouts: 1, coordinates: true });
    expect(noise!.header.flags).toBe(1n << 18n);
    expect(noise!.trajectory).toHaveLength(0);
    expect(line!.trajectory).toHaveLength(2 * 24);
  });
});

describe("the noise", () => {
  it("has the standard deviation asked for in each part, noise readouts and lines alike", () => {
    const options = { matrix: 64, coils: 4, noiseReadouts: 64, noiseLevel: 0.3 };
    const noisy = readoutsOf(options);
    const clean = readoutsOf({ ...options, noiseLevel: 0 });
    for (const part of [noisy.slice(0, 64), noisy.slice(64)]) {
      const differences = part.flatMap(({ data, header }) =>
        Array.from(data, (value, i) => value - clean[header.scanCounter]!.data[i]!),
      );
      const variance = differences.reduce((sum, value) => sum + value ** 2, 0) / differences.length;
      expect(Math.sqrt(variance)).toBeGreaterThan(0.3 * 0.99);
      expect(Math.sqrt(variance)).toBeLessThan(0.3 * 1.01);
    }
  });

  it("has the covariance that is stored, which keeps the level of each coil", () => {
    const options = { matrix: 64, coils: 4, noiseReadouts: 300, noiseLevel: 0.5, noiseCorrelation: 0.6 };
    const { data, shape } = arrayOf(options, "noise_covariance");
    expect(shape).toEqual([1, 4, 4]);
    for (let coil = 0; coil < 4; coil++) expect(data[10 * coil]).toBeCloseTo(2 * 0.5 ** 2, 6);
    const accumulator = new CovarianceAccumulator(4);
    for (const { header, data } of phantom(options).acquisitions()) {
      if (header.has(noiseMeasurement)) accumulator.add(data, header.numberOfSamples);
    }
    expect(accumulator.samples).toBe(300 * 128);
    expect(relativeError(accumulator.covariance(), data)).toBeLessThan(0.02);
    expect(Math.hypot(data[2]!, data[3]!) / data[0]!).toBeCloseTo(0.6, 5);
    expect(data[3]).not.toBe(0);
  });

  it("is stored as a covariance only where it is correlated", () => {
    expect(phantom(small).arrays.map(({ name }) => name)).toEqual(["phantom", "csm", "coil_images"]);
  });

  it("depends only on the seed", () => {
    const data = (seed: number) => readoutsOf({ ...small, noiseLevel: 1, seed }).map((readout) => readout.data);
    expect(data(5)).toEqual(data(5));
    expect(data(5)).not.toEqual(data(6));
    const { acquisitions } = phantom({ ...small, noiseLevel: 1 });
    expect([...acquisitions()]).toEqual([...acquisitions()]);
  });

  it("is the only difference between repetitions", () => {
    const halves = (noiseLevel: number) => {
      const data = readoutsOf({ ...small, noiseLevel, repetitions: 2 }).map((readout) => readout.data);
      return [data.slice(0, 12), data.slice(12)];
    };
    const [first, second] = halves(0);
    expect(first).toEqual(second);
    const [noisy, other] = halves(0.1);
    expect(noisy).not.toEqual(other);
  });
});

describe("the k-space", () => {
  it.each<PhantomOptions & { matrix: number; matrixY: number }>([
    { matrix: 16, matrixY: 16 },
    { matrix: 15, matrixY: 13 },
    { matrix: 15, matrixY: 20, oversampling: 3 },
    { matrix: 12, matrixY: 9, slices: 3 },
    { matrix: 12, matrixY: 10, partitions: 7 },
    { matrix: 9, matrixY: 8, partitions: 6, oversampling: 1 },
  ])("of %o is the unitary transform of the coil images, and these are phantom × csm at their place", (shape) => {
    const { matrixY, matrix, oversampling = 2, slices = 1, partitions = 1 } = shape;
    const coils = 3;
    const options = { ...shape, coils, noiseLevel: 0 };
    const readout = matrix * oversampling;
    const kSpace = new Float32Array(2 * readout * matrixY * partitions * coils * slices);
    for (const { header, data } of readoutsOf(options)) {
      for (let coil = 0; coil < coils; coil++) {
        const row =
          ((header.slice * coils + coil) * partitions + header.kspaceEncodeStep2) * matrixY + header.kspaceEncodeStep1;
        kSpace.set(data.subarray(2 * readout * coil, 2 * readout * (coil + 1)), 2 * readout * row);
      }
    }
    const axes = [readout, matrixY, partitions, coils * slices];
    for (const axis of [0, 1, 2]) transformAxis(kSpace, axes, axis, "inverse");
    expect(relativeError(kSpace, arrayOf(options, "coil_images").data)).toBeLessThan(2e-6);

    const image = arrayOf(options, "phantom");
    const csm = arrayOf(options, "csm");
    expect(image.shape).toEqual([slices, ...(partitions > 1 ? [partitions] : []), matrixY, matrix]);
    const first = Math.floor((readout - matrix) / 2);
    const expected = new Float32Array(kSpace.length);
    for (let row = 0; row < coils * slices * partitions * matrixY; row++) {
      const y = row % matrixY;
      const z = Math.floor(row / matrixY) % partitions;
      const coil = Math.floor(row / (matrixY * partitions)) % coils;
      const slice = Math.floor(row / (matrixY * partitions * coils));
      for (let x = 0; x < matrix; x++) {
        for (const part of [0, 1]) {
          expected[2 * (row * readout + first + x) + part] =
            image.data[2 * (((slice * partitions + z) * matrixY + y) * matrix + x)]! *
            csm.data[2 * ((coil * matrixY + y) * matrix + x) + part]!;
        }
      }
    }
    expect(relativeError(kSpace, expected)).toBeLessThan(2e-6);
  });

  it("shows slices that differ, the first of them the classic phantom", () => {
    const { data } = arrayOf({ ...small, matrix: 32, slices: 4 }, "phantom");
    const slices = [0, 1, 2, 3].map((slice) => data.slice(2 * 32 * 32 * slice, 2 * 32 * 32 * (slice + 1)));
    const single = arrayOf({ ...small, matrix: 32 }, "phantom").data;
    expect(slices[0]).toEqual(single);
    expect(new Set(slices.map((slice) => slice.join())).size).toBe(4);
    for (const slice of slices) expect(Math.max(...slice)).toBeCloseTo(1, 6);
  });

  it("of a volume has the classic phantom in the middle", () => {
    const volume = arrayOf({ ...small, matrix: 16, partitions: 5 }, "phantom").data;
    const plane = volume.slice(2 * 16 * 16 * 2, 2 * 16 * 16 * 3); // the middle partition
    expect(plane).toEqual(arrayOf({ ...small, matrix: 16 }, "phantom").data);
  });
});

describe("the header", () => {
  it("names system, coils, measurement and protocol", () => {
    const { header } = phantom({ ...small, protocol: "knee & co" });
    expect(header.measurementInformation).toMatchObject({ protocolName: "knee & co", patientPosition: "HFS" });
    expect(header.measurementInformation!.measurementId).toMatch(/^phantom_\d+$/);
    expect(header.acquisitionSystemInformation).toMatchObject({
      receiverChannels: 2,
      relativeReceiverNoiseBandwidth: 1,
      coilLabel: [
        { coilNumber: 0, coilName: "C1" },
        { coilNumber: 1, coilName: "C2" },
      ],
    });
    expect(parseHeader(formatHeader(header))).toEqual(header);
  });

  it("gives limits that every readout keeps", () => {
    const options = { ...small, matrix: 5, matrixY: 7, partitions: 4, acceleration: 2, repetitions: 3 };
    const { encodedSpace, reconSpace, encodingLimits, parallelImaging } = phantom(options).header.encoding[0]!;
    expect(encodedSpace).toEqual({
      matrixSize: { x: 10, y: 7, z: 4 },
      fieldOfViewMm: { x: 600, y: 300, z: 300 },
    });
    expect(reconSpace).toEqual({ matrixSize: { x: 5, y: 7, z: 4 }, fieldOfViewMm: { x: 300, y: 300, z: 300 } });
    const none = { minimum: 0, maximum: 0, center: 0 };
    expect(encodingLimits).toEqual({
      kspaceEncodingStep0: { minimum: 0, maximum: 9, center: 5 },
      kspaceEncodingStep1: { minimum: 0, maximum: 6, center: 3 },
      kspaceEncodingStep2: { minimum: 0, maximum: 3, center: 2 },
      repetition: { minimum: 0, maximum: 5, center: 0 },
      slice: none,
      average: none,
      contrast: none,
      phase: none,
      set: none,
      segment: none,
    });
    expect(parallelImaging).toMatchObject({
      accelerationFactor: { kspaceEncodingStep1: 2, kspaceEncodingStep2: 1 },
      calibrationMode: "interleaved",
    });
    expect(Math.max(...readoutsOf(options).map(({ header }) => header.repetition))).toBe(5);
  });

  it("counts slices, whose thickness leaves no overlap", () => {
    const { encodingLimits, reconSpace } = phantom({ ...small, slices: 40 }).header.encoding[0]!;
    expect(encodingLimits.slice).toEqual({ minimum: 0, maximum: 39, center: 0 });
    expect(reconSpace.fieldOfViewMm.z).toBe(3);
    expect(phantom(small).header.encoding[0]!.reconSpace.fieldOfViewMm.z).toBe(6);
  });

  it("names the same measurement the same, and another one differently", () => {
    const id = (options: PhantomOptions) => phantom(options).header.measurementInformation!.measurementId;
    expect(id({ ...small, repetitions: 1 })).toBe(id(small));
    expect(id({ ...small, coils: 3 })).not.toBe(id(small));
    expect(id({ ...small, contrasts: 1, rotation: [0, 0, 0], reconMatrix: 12 })).toBe(id(small));
    const later = [{ contrasts: 2 }, { rotation: [0, 0, 1] }, { reconMatrix: 13 }, { phaseMap: true }] as const;
    expect(new Set([{}, ...later].map((options) => id({ ...small, ...options }))).size).toBe(5);
    expect([id({}), id({ matrix: 32 })]).toEqual(["phantom_3822366048", "phantom_3960911376"]); // as it always was
  });
});

describe("the electrocardiogram", () => {
  const options = { ...small, matrixY: 120, matrix: 4, waveforms: true };

  it("lasts as long as the readouts, and names the readout that follows", () => {
    const { header, waveforms } = phantom(options);
    expect(header.waveformInformation).toMatchObject([{ waveformType: "ecg" }]);
    expect([...waveforms()].map(({ header: h }) => [h.timeStamp, h.scanCounter, h.waveformId])).toEqual([
      [14_400_000, 40, 0],
      [14_400_160, 80, 0],
      [14_400_320, 120, 0],
    ]);
  });

  it("peaks where it triggers, and readouts count their ticks from there", () => {
    const { waveforms, acquisitions } = phantom(options);
    const samples = [...waveforms()].flatMap(({ data }) => [...data.subarray(0, 160)]);
    const triggers = [...waveforms()].flatMap(({ data }) => [...data.subarray(160)]);
    const beats = triggers.flatMap((value, i) => (value === 1 ? [i] : []));
    expect(beats).toEqual([80, 400]);
    for (const beat of beats) expect(samples[beat]).toBe(Math.max(...samples));
    expect(Math.min(...samples)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...samples)).toBeLessThan(4096);
    const first = 14_400_000;
    for (const { header } of acquisitions()) {
      const last = header.acquisitionTimeStamp - header.physiologyTimeStamp[0]! - first;
      expect([-240, ...beats]).toContain(last);
    }
  });

  it("is absent unless it is asked for", () => {
    const { header, waveforms } = phantom(small);
    expect([...waveforms()]).toEqual([]);
    expect(header.waveformInformation).toEqual([]);
  });
});

it.each<[PhantomOptions, RegExp]>([
  [{ matrix: 0 }, /^matrix must be a whole number from 1 to 65535, not 0$/],
  [{ matrix: 2.5 }, /matrix/],
  [{ matrix: 256, oversampling: 256 }, /oversampling .* to 255/],
  [{ coils: 1025 }, /coils/],
  [{ matrixY: 4, matrix: 8, acceleration: 5 }, /acceleration .* to 4/],
  [{ matrixY: 4, matrix: 8, calibrationWidth: 5 }, /calibrationWidth .* to 4/],
  [{ acceleration: 2, repetitions: 32769 }, /repetitions .* to 32768/],
  [{ noiseLevel: -1 }, /noiseLevel/],
  [{ noiseLevel: Number.NaN }, /noiseLevel/],
  [{ noiseCorrelation: 1 }, /noiseCorrelation/],
  [{ seed: -1 }, /seed/],
  [{ slices: 2, partitions: 2 }, /slab/],
  [{ contrasts: 0 }, /^contrasts must be a whole number from 1 to 65535, not 0$/],
  [{ averages: 1.5 }, /^averages/],
  [{ phases: 70000 }, /^phases/],
  [{ sets: -1 }, /^sets/],
  [{ matrix: 8, segments: 5, acceleration: 2 }, /^segments .* to 4, not 5/],
  [{ dummies: -1 }, /^dummies/],
  [{ accelerationZ: 2 }, /^accelerationZ requires partitions/],
  [{ partitions: 4, accelerationZ: 5 }, /^accelerationZ .* to 4, not 5/],
  [{ partitions: 4, caipirinha: 1 }, /^caipirinha requires accelerationZ/],
  [{ partitions: 4, accelerationZ: 2, caipirinha: 2 }, /^caipirinha .* to 1, not 2/],
  [{ partitions: 4, accelerationZ: 4, acceleration: 4, repetitions: 4097 }, /^repetitions .* to 4096/],
  [{ matrix: 16, partitions: 4, accelerationZ: 4, caipirinha: 1, segments: 5 }, /^segments .* to 4/],
  [{ singleLattice: true }, /^singleLattice requires acceleration/],
  [{ calibrationMode: "embedded", calibrationWidth: 8 }, /^calibrationMode embedded requires acceleration/],
  [{ acceleration: 2, calibrationMode: "separate" }, /^calibrationMode separate requires calibrationWidth/],
  [{ acceleration: 2, calibrationMode: "interleaved", calibrationWidth: 8 }, /interleaved and calibrationWidth/],
  [{ acceleration: 2, calibrationMode: "interleaved", singleLattice: true }, /interleaved and singleLattice/],
  [{ acceleration: 2, calibrationMode: "none" as "auto" }, /^calibrationMode must be one of auto, .*, not none/],
  [{ calibrationWidth: 8, calibrationWidthZ: 2 }, /^calibrationWidthZ requires/],
  [{ partitions: 4, calibrationWidth: 8, calibrationWidthZ: 5 }, /^calibrationWidthZ .* to 4, not 5/],
  [{ acceleration: 2, calibrationWidth: 8, calibrationMatrix: 32 }, /^calibrationMatrix requires calibrationMode/],
  [{ acceleration: 2, calibrationWidth: 8, calibrationScale: 2 }, /^calibrationScale requires calibrationMode/],
  [{ calibrationScale: 0 }, /^calibrationScale must be a number of more than 0/],
  [{ partialFourier: 0.5 }, /^partialFourier must be more than 0.5 and at most 1, not 0.5$/],
  [{ partialFourier: 1.1 }, /^partialFourier/],
  [{ partitions: 4, partialFourierZ: 0.3 }, /^partialFourierZ/],
  [{ partialFourierZ: 0.8 }, /^partialFourierZ must be 1, .* unless partitions is more than 1/],
  [{ asymmetricEcho: Number.NaN }, /^asymmetricEcho/],
  [{ matrix: 8, partialFourier: 0.6, calibrationWidth: 4 }, /^calibrationWidth .* to 3, not 4/],
  [{ matrix: 8, partialFourier: 0.6, acceleration: 6 }, /^acceleration .* to 5/],
  [{ matrix: 8, discardPre: 65520 }, /^discardPre .* to 65519/],
  [{ matrix: 8, discardPre: 65500, discardPost: 20 }, /^discardPost .* to 19/],
  [{ phaseOversampling: 0.9 }, /^phaseOversampling must be a number from 1 to/],
  [{ matrix: 8, reconMatrix: 7 }, /^reconMatrix .* from 8 to 65535, not 7/],
  [{ matrix: 8, secondEncoding: 9 }, /^secondEncoding .* to 8/],
  [{ rotation: [0, Number.NaN, 0] }, /^rotation must be three finite numbers in degrees/],
  [{ position: [0, 0, Number.POSITIVE_INFINITY] }, /^position must be three finite numbers in mm/],
  [{ coils: 4, deadCoil: 4 }, /^deadCoil .* to 3, not 4/],
  [{ noiseDependency: -1 }, /^noiseDependency/],
  [{ permuteNoiseCoils: true }, /^permuteNoiseCoils requires noiseDependency/],
  [{ interleaved: true }, /^interleaved requires slices/],
  [{ alternating: true, asymmetricEcho: 0.8 }, /^alternating and asymmetricEcho/],
])("refuses %o", (options, message) => {
  expect(() => phantom(options)).toThrow(
    expect.objectContaining({ code: "bad-option", message: expect.stringMatching(message) }),
  );
});

it("has the defaults of ISMRMRD's generator", () => {
  expect(phantomDefaults).toMatchObject({ matrix: 256, coils: 8, oversampling: 2, repetitions: 1, noiseLevel: 0.05 });
});
