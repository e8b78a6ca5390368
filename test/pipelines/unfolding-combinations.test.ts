import { describe, expect, it } from "vitest";
import type { Image } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { attribute, errorOf, full, pixels, unfolded } from "./unfolded.ts";

/** Acceleration together with everything else that a measurement may have, compared with the complete measurement. */

const small: PhantomOptions = {
  matrix: 48,
  matrixY: 48,
  coils: 8,
  noiseLevel: 0,
  acceleration: 2,
  singleLattice: true,
};
const plane: PhantomOptions = { ...small, calibrationWidth: 20 };
const separate: PhantomOptions = { ...plane, calibrationMode: "separate" };
const volume: PhantomOptions = {
  ...small,
  matrix: 20,
  matrixY: 32,
  partitions: 16,
  coilRings: 2,
  calibrationWidth: 20,
};
const both: PhantomOptions = { ...volume, accelerationZ: 2, calibrationWidthZ: 12 };

describe("acceleration goes together with", () => {
  it.each<[string, PhantomOptions, number]>([
    ["partial Fourier", { ...plane, partialFourier: 0.75 }, 0.01],
    ["partial Fourier, separately calibrated", { ...separate, partialFourier: 0.7, calibrationWidth: 18 }, 0.01],
    ["partial Fourier, interleaved", { ...small, singleLattice: false, partialFourier: 0.75, repetitions: 2 }, 0.02],
    ["phase oversampling", { ...plane, phaseOversampling: 1.5 }, 0.01],
    ["interleaved slices", { ...plane, slices: 3, interleaved: true }, 0.01],
    [
      "slices, contrasts, averages, phases and sets",
      { ...separate, slices: 2, contrasts: 2, averages: 2, phases: 2, sets: 2 },
      0.01,
    ],
    ["segments and dummies", { ...plane, segments: 4, dummies: 2, navigators: true, phaseCorrection: true }, 0.01],
    [
      "readouts in both directions, partly discarded",
      { ...plane, alternating: true, discardPre: 6, discardPost: 2 },
      0.01,
    ],
    ["discarded samples, separately calibrated", { ...separate, discardPre: 5, discardPost: 3 }, 0.01],
    ["an object with phase", { ...plane, phaseMap: true }, 0.01],
    ["odd sizes without oversampling", { ...plane, matrix: 47, matrixY: 45, oversampling: 1 }, 0.01],
    ["odd sizes, R 3", { ...plane, matrix: 45, matrixY: 51, acceleration: 3, calibrationWidth: 21 }, 0.03],
    ["a size that R does not divide", { ...plane, matrixY: 50, acceleration: 4, calibrationWidth: 28 }, 0.05],
    ["a larger recon matrix", { ...plane, reconMatrix: 96 }, 0.01],
    ["one pixel per line of few", { ...plane, matrix: 24, matrixY: 96, calibrationWidth: 24 }, 0.01],
    ["a volume", { ...volume }, 0.01],
    ["a volume of odd sizes", { ...both, matrixY: 31, partitions: 15, calibrationWidthZ: 11 }, 0.04],
    [
      "a volume, partial Fourier along both",
      { ...both, partialFourier: 0.75, partialFourierZ: 0.75, calibrationWidth: 16, calibrationWidthZ: 8 },
      0.07,
    ],
    ["a volume, separately calibrated", { ...both, calibrationMode: "separate" }, 0.07],
    [
      "CAIPIRINHA 1 × 3 by 2",
      { ...volume, acceleration: 1, accelerationZ: 3, caipirinha: 2, partitions: 18, calibrationWidthZ: 14 },
      0.03,
    ],
    ["CAIPIRINHA, contrasts and averages", { ...both, caipirinha: 1, contrasts: 2, averages: 2 }, 0.03],
  ])("%s", async (_name, options, tolerance) => {
    const { error, images, warnings } = await errorOf(options);
    expect(error).toBeLessThan(tolerance);
    expect(warnings).toEqual([]);
    for (const image of images) expect(attribute(image, "LarmorUnfolding")).toEqual(["grappa"]);
  });

  it.each<[string, PhantomOptions, Record<string, string>]>([
    ["partial Fourier that is filled by pocs", { partialFourier: 0.75, phaseMap: true }, { partialFourier: "pocs" }],
    [
      "partial Fourier that is filled by homodyne",
      { partialFourier: 0.75, phaseMap: true },
      { partialFourier: "homodyne" },
    ],
    ["asymmetric echoes", { asymmetricEcho: 0.75 }, {}],
    ["both", { asymmetricEcho: 0.75, partialFourier: 0.75 }, {}],
  ])("%s, without more error than in the complete measurement", async (_name, partial, parameters) => {
    const options = { ...plane, matrix: 64, matrixY: 64, calibrationWidth: 24, ...partial };
    const given = { combine: "rss", ...parameters };
    const { images, warnings } = await errorOf(options, "cartesian-full", given);
    expect(warnings).toEqual([]);
    const whole = { ...options, partialFourier: 1, asymmetricEcho: 1 };
    const truth = pixels((await full(whole, "cartesian"))[0]!);
    const complete = { ...options, acceleration: 1, calibrationWidth: 0, singleLattice: false };
    const unaccelerated = relativeError(pixels((await unfolded(complete, "cartesian-full", given)).images[0]!), truth);
    const error = relativeError(pixels(images[0]!), truth);
    expect(error).toBeLessThan(1.05 * unaccelerated + 0.005);
  });

  it("a second encoding, accelerated or not, in series of its own", async () => {
    const options = { ...plane, secondEncoding: 24, slices: 2 };
    const { images, error } = await errorOf(options);
    expect(images).toHaveLength(4);
    expect(new Set(images.map(({ header }) => header.imageSeriesIndex)).size).toBe(2);
    expect(error).toBeLessThan(0.01);
  });
});

describe("the place of unfolded images", () => {
  const geometry = ({ header }: Image) => {
    const { position, readDir, phaseDir, sliceDir, fieldOfView, matrixSize, slice } = header;
    return { position, readDir, phaseDir, sliceDir, fieldOfView, matrixSize, slice };
  };

  it.each<[string, PhantomOptions]>([
    ["slices", { ...plane, slices: 3 }],
    ["separately calibrated slices", { ...separate, slices: 2 }],
    ["interleaved frames", { ...small, singleLattice: false, repetitions: 2 }],
    ["a volume", both],
  ])("is that of the complete ones, oblique and off-centre: %s", async (_name, options) => {
    const turned = { ...options, rotation: [10, 20, 30], position: [5, -60, 70] } as const;
    const { images, error } = await errorOf(turned);
    const complete = await full(turned);
    for (const [i, image] of images.entries())
      expect(geometry(image)).toEqual(geometry(complete[i % complete.length]!));
    expect(error).toBeLessThan(0.03);
  });

  /** The object moved by some pixels along x and y, periodically, by a phase along k-space. */
  function moved(measured: ReturnType<typeof phantom>, x: number, y: number) {
    const { encodedSpace, encodingLimits } = measured.header.encoding[0]!;
    const { center } = encodingLimits.kspaceEncodingStep1!;
    const { x: samples, y: lines } = encodedSpace.matrixSize;
    return [...measured.acquisitions()].map((readout) => {
      const { kspaceEncodeStep1, numberOfSamples, centerSample } = readout.header;
      const data = readout.data.slice();
      for (let i = 0; i < data.length; i += 2) {
        const k = ((i / 2) % numberOfSamples) - centerSample;
        const angle = -2 * Math.PI * ((k * x) / samples + ((kspaceEncodeStep1 - center) * y) / lines);
        const [re, im] = [readout.data[i]!, readout.data[i + 1]!];
        data[i] = re * Math.cos(angle) - im * Math.sin(angle);
        data[i + 1] = re * Math.sin(angle) + im * Math.cos(angle);
      }
      return { ...readout, data };
    });
  }

  it.each<[string, PhantomOptions]>([
    ["embedded", plane],
    ["separate", separate],
    ["interleaved", { ...small, singleLattice: false, repetitions: 2 }],
  ])("follows the object if that is off-centre, across the edge: %s calibration", async (_name, options) => {
    const measured = phantom(options);
    const { images } = await reconstruct("cartesian", measured.header, moved(measured, 3, 17));
    const centered = pixels((await full(options))[0]!);
    const expected = centered.map((_, i) => {
      const [x, y] = [((i % 48) - 3 + 48) % 48, (Math.floor(i / 48) - 17 + 48) % 48];
      return centered[y * 48 + x]!;
    });
    for (const image of images) expect(relativeError(pixels(image), expected)).toBeLessThan(0.02);
  });
});

describe("unfolded magnitudes", () => {
  it("are the same whichever line the lattice begins with", async () => {
    const measured = phantom({ ...small, singleLattice: false, calibrationWidth: 20 });
    const { images } = await reconstruct("cartesian", measured.header, measured.acquisitions());
    const expected = pixels((await full(plane))[0]!);
    expect(images).toHaveLength(2);
    for (const image of images) expect(relativeError(pixels(image), expected)).toBeLessThan(0.01);
  });

  it("are the same for coils that a unitary matrix combines", async () => {
    const measured = phantom({ ...plane, noiseLevel: 0.02 });
    const readouts = [...measured.acquisitions()];
    const mixed = readouts.map((readout) => {
      const width = readout.data.length / 8;
      const data = readout.data.slice();
      // The unitary discrete Fourier transform over the coils.
      for (let coil = 0; coil < 8; coil += 1) {
        for (let i = 0; i < width; i += 2) {
          let [re, im] = [0, 0];
          for (let source = 0; source < 8; source += 1) {
            const [cos, sin] = [Math.cos((Math.PI * coil * source) / 4), Math.sin((Math.PI * coil * source) / 4)];
            const [a, b] = [readout.data[source * width + i]!, readout.data[source * width + i + 1]!];
            re += a * cos - b * sin;
            im += a * sin + b * cos;
          }
          data[coil * width + i] = re / Math.sqrt(8);
          data[coil * width + i + 1] = im / Math.sqrt(8);
        }
      }
      return { ...readout, data };
    });
    for (const [chain, parameters, tolerance = 2e-6] of [
      ["cartesian", {}],
      ["cartesian-sense", { maps: "inati" }],
      ["cartesian-sense", { maps: "direct" }],
      ["cartesian-sense", { maps: "walsh" }, 5e-3], // its power method starts with the strongest coil
    ] as const) {
      const [before, after] = [readouts, mixed].map((each) =>
        reconstruct(chain, measured.header, each, { parameters }),
      );
      const [plain, same] = [(await before!).images, (await after!).images].map((each) => pixels(each[0]!));
      expect(relativeError(same!, plain!)).toBeLessThan(tolerance);
    }
  });
});
