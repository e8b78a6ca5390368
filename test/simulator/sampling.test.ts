import { describe, expect, it } from "vitest";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { arrayNamed, compareLines, readoutsOf } from "./judge.ts";

const small = { matrix: 8, coils: 2, noiseLevel: 0 } as const;

function encodingOf(options: PhantomOptions, index = 0) {
  return phantom(options).header.encoding[index]!;
}

describe("the k-space", () => {
  it.each<PhantomOptions>([
    { matrix: 8, partialFourier: 0.7 },
    { matrix: 7, matrixY: 9, partialFourier: 0.51, oversampling: 1 },
    { matrix: 6, partitions: 5, partialFourier: 0.6, partialFourierZ: 0.75 },
    { matrix: 8, asymmetricEcho: 0.6 },
    { matrix: 7, oversampling: 1, asymmetricEcho: 0.75, discardPre: 3, discardPost: 2 },
    { matrix: 8, discardPre: 5, discardPost: 1, alternating: true },
    { matrix: 8, matrixY: 6, phaseOversampling: 1.5, partialFourier: 0.6 },
    { matrix: 8, matrixY: 7, phaseOversampling: 1.3, slices: 2 },
    { matrix: 8, secondEncoding: 5, partialFourier: 0.7, discardPre: 2, asymmetricEcho: 0.8, contrasts: 2 },
    { matrix: 6, partitions: 3, secondEncoding: 4, acceleration: 2, phaseMap: true },
    { matrix: 8, partialFourier: 0.7, acceleration: 2, calibrationWidth: 4, segments: 2, deadCoil: 1 },
  ])("of %o is the direct transform of the coil images, where the header places it", (shape) => {
    const options = { coils: 2, noiseLevel: 0, ...shape };
    for (const encoding of phantom(options).header.encoding.keys()) {
      const { actual, expected } = compareLines(options, encoding);
      expect(actual.length).toBeGreaterThan(0);
      expect(relativeError(actual, expected)).toBeLessThan(2e-6);
    }
  });

  it("holds the object in the middle of an oversampled field of view", () => {
    const options = { ...small, matrixY: 7, oversampling: 1, phaseOversampling: 1.5 };
    const made = phantom(options);
    const [image, csm, coilImages] = ["phantom", "csm", "coil_images"].map((name) => arrayNamed(made, name));
    expect(coilImages!.shape).toEqual([1, 2, 11, 8]);
    const expected = new Float32Array(coilImages!.data.length);
    for (const coil of [0, 1]) {
      for (let y = 0; y < 7; y++) {
        for (let i = 0; i < 16; i++) {
          const value = image!.data[2 * (y * 8 + (i >> 1))]! * csm!.data[2 * (coil * 7 + y) * 8 + i]!;
          expected[2 * (coil * 11 + 5 - 3 + y) * 8 + i] = value; // pixel 3 of 7 is the centre, and 5 of 11
        }
      }
    }
    expect(relativeError(coilImages!.data, expected)).toBeLessThan(1e-6);
  });
});

describe("the header", () => {
  it("counts lines and partitions from the first that partial Fourier leaves, on a matrix that stays whole", () => {
    const options = { ...small, matrixY: 10, partitions: 6, partialFourier: 0.75, partialFourierZ: 0.6 };
    const { encodedSpace, encodingLimits } = encodingOf(options);
    expect(encodedSpace.matrixSize).toEqual({ x: 16, y: 10, z: 6 });
    expect(encodingLimits.kspaceEncodingStep1).toEqual({ minimum: 0, maximum: 7, center: 3 }); // 8 of 10, line 5
    expect(encodingLimits.kspaceEncodingStep2).toEqual({ minimum: 0, maximum: 3, center: 1 }); // 4 of 6, partition 3
    expect(readoutsOf(options)).toHaveLength(8 * 4);
  });

  it.each([
    [10, 0.51, 6],
    [20, 0.55, 11],
    [9, 0.51, 5],
    [3, 0.6, 2],
    [1, 0.6, 1],
  ])("of %i lines, %f of them, has %i, the centre among them", (matrixY, partialFourier, acquired) => {
    const limit = encodingOf({ ...small, matrixY, partialFourier }).encodingLimits.kspaceEncodingStep1!;
    const center = Math.floor(matrixY / 2) - (matrixY - acquired);
    expect(limit).toEqual({ minimum: 0, maximum: acquired - 1, center });
    expect(center).toBeGreaterThanOrEqual(0);
  });

  it("says what of a readout there is", () => {
    const options = { ...small, asymmetricEcho: 0.7, discardPre: 4, discardPost: 3, noiseReadouts: 1 };
    const [noise, line] = readoutsOf(options).map(({ header }) => header);
    expect(line).toMatchObject({ numberOfSamples: 4 + 12 + 3, discardPre: 4, discardPost: 3, centerSample: 4 + 8 - 4 });
    expect(noise).toMatchObject({ numberOfSamples: 16, discardPre: 0, discardPost: 0, centerSample: 8 });
    const { encodedSpace, encodingLimits } = encodingOf(options);
    expect(encodedSpace.matrixSize.x).toBe(16);
    expect(encodingLimits.kspaceEncodingStep0).toEqual({ minimum: 0, maximum: 11, center: 4 });
  });

  it("has lines and field of view for phase oversampling, in the encoded space alone", () => {
    const { encodedSpace, reconSpace } = encodingOf({ ...small, matrixY: 10, phaseOversampling: 1.25 });
    expect(encodedSpace).toMatchObject({ matrixSize: { x: 16, y: 13, z: 1 }, fieldOfViewMm: { x: 600, y: 390 } });
    expect(reconSpace).toMatchObject({ matrixSize: { x: 8, y: 10, z: 1 }, fieldOfViewMm: { x: 300, y: 300 } });
  });

  it("has a recon matrix of its own, over the same field of view", () => {
    const { encodedSpace, reconSpace } = encodingOf({ ...small, matrixY: 6, reconMatrix: 16 });
    expect(encodedSpace.matrixSize).toEqual({ x: 16, y: 6, z: 1 });
    expect(reconSpace).toMatchObject({ matrixSize: { x: 16, y: 12, z: 1 }, fieldOfViewMm: { x: 300, y: 300 } });
  });

  it("describes a second encoding in addition to the first", () => {
    const options = { ...small, slices: 2, secondEncoding: 4, acceleration: 2, repetitions: 2, discardPre: 1 };
    const { encodedSpace, reconSpace, encodingLimits, parallelImaging } = encodingOf(options, 1);
    expect(encodedSpace).toMatchObject({ matrixSize: { x: 8, y: 4, z: 1 }, fieldOfViewMm: { x: 600, y: 300 } });
    expect(reconSpace.matrixSize).toEqual({ x: 4, y: 4, z: 1 });
    expect(encodingLimits).toMatchObject({ repetition: { maximum: 3 }, slice: { maximum: 1 } });
    expect(encodingLimits.kspaceEncodingStep1).toEqual({ minimum: 0, maximum: 3, center: 2 });
    expect(parallelImaging).toBeUndefined();
    const arrays = phantom(options).arrays.map(({ name, shape }) => [name, shape]);
    expect(arrays.slice(3)).toEqual([
      ["phantom_1", [2, 4, 4]],
      ["csm_1", [1, 2, 4, 4]],
      ["coil_images_1", [2, 2, 4, 8]],
    ]);
    const second = readoutsOf(options).filter(({ header }) => header.encodingSpaceRef === 1);
    expect(second).toHaveLength(4 * 2 * 4);
    expect(second[0]!.header).toMatchObject({ numberOfSamples: 8, centerSample: 4, discardPre: 0 });
  });
});

describe("samples to be discarded", () => {
  it("are garbage around what is measured without them, noise included", () => {
    const options = { ...small, noiseLevel: 0.1 };
    const plain = readoutsOf(options);
    const peak = Math.max(...readoutsOf(small).flatMap(({ data }) => [...data].map(Math.abs)));
    const garbage: number[] = [];
    for (const [i, { data }] of readoutsOf({ ...options, discardPre: 20, discardPost: 20 }).entries()) {
      for (const coil of [0, 1]) {
        const line = data.subarray(2 * 56 * coil, 2 * 56 * (coil + 1));
        expect(line.subarray(40, 72)).toEqual(plain[i]!.data.subarray(32 * coil, 32 * (coil + 1)));
        garbage.push(...line.subarray(0, 40), ...line.subarray(72));
      }
    }
    const power = garbage.reduce((sum, value) => sum + value ** 2, 0) / garbage.length;
    expect(Math.sqrt(power)).toBeGreaterThan(0.8 * peak);
  });
});

describe("coordinates", () => {
  it("are those on the whole grid, whatever part of it is acquired", () => {
    const part = { partialFourier: 0.75, asymmetricEcho: 0.75, coordinates: true };
    const [first] = readoutsOf({ ...small, oversampling: 1, ...part, discardPre: 1 });
    expect(first!.header.trajectoryDimensions).toBe(2);
    const kx = [-3, -2, -1, 0, 1, 2, 3].map((x) => x / 8); // The first is to be discarded.
    expect([...first!.trajectory]).toEqual(kx.flatMap((x) => [x, -2 / 8]));
  });
});
