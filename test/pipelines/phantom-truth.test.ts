import { describe, expect, it } from "vitest";
import { type Acquisition, type Image, parseAttributes } from "../../src/mrd/index.ts";
import { noiseScan, type Phantom, type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { memoryNoise } from "../support/memory-noise.ts";
import { reconstruct } from "../support/reconstruct.ts";

/**
 * Every kind of measurement of the simulator, reconstructed by a chain and compared with the phantom's ground truth.
 */

const small: PhantomOptions = { matrix: 32, matrixY: 24, coils: 4, noiseLevel: 0 };
const array = ({ arrays }: Phantom, name: string) => arrays.find((each) => each.name === name)!;
const attribute = ({ attributes }: Image, name: string) => parseAttributes(attributes).get(name)?.[0];

/** √Σ|c|² of the true coil images within the recon space, `[z][y][x]`, one per slice. */
function truth(measured: Phantom, suffix = ""): Float64Array[] {
  const { shape, data } = array(measured, `coil_images${suffix}`);
  const [slices, coils, readout, encoded] = [shape[0]!, shape[1]!, shape.at(-1)!, shape.at(-2)!];
  const [y, x] = array(measured, `phantom${suffix}`).shape.slice(-2) as [number, number];
  const z = shape.length > 4 ? shape[2]! : 1;
  const first = Math.floor((readout - x) / 2);
  const above = Math.floor(encoded / 2) - Math.floor(y / 2);
  return Array.from({ length: slices }, (_, slice) =>
    Float64Array.from({ length: x * y * z }, (_, pixel) => {
      const [column, plane] = [pixel % x, Math.floor(pixel / (x * y))];
      const row = plane * encoded + above + (Math.floor(pixel / x) % y);
      let sum = 0;
      for (let coil = 0; coil < coils; coil += 1) {
        const at = 2 * (((slice * coils + coil) * z * encoded + row) * readout + first + column);
        sum += data[at]! ** 2 + data[at + 1]! ** 2;
      }
      return Math.sqrt(sum);
    }),
  );
}

async function measure(options: PhantomOptions, chain = "cartesian", parameters: Record<string, string> = {}) {
  const measured = phantom({ ...small, ...options });
  const { images, reported } = await reconstruct(chain, measured.header, measured.acquisitions(), { parameters });
  return { measured, images, reported, warnings: reported.filter((line) => line.startsWith("warning")) };
}
const NO_NOISE = "warning: noise-adjust: no noise readouts before the image data: the data are not prewhitened";
const error = (image: Image, expected: ArrayLike<number>) =>
  relativeError(image.data as Float32Array, Float64Array.from(expected));

describe("the images of", () => {
  it.each<[string, PhantomOptions]>([
    ["a slice", {}],
    ["odd sizes without oversampling", { matrix: 31, matrixY: 23, oversampling: 1 }],
    ["slices", { slices: 3 }],
    ["interleaved slices", { slices: 5, interleaved: true }],
    ["a volume", { partitions: 6 }],
    ["segments", { segments: 5 }],
    ["averages", { averages: 3 }],
    ["readouts that are partly discarded", { discardPre: 7, discardPost: 4 }],
    ["readouts in both directions", { alternating: true }],
    ["readouts in both directions, partly discarded", { alternating: true, discardPre: 6, discardPost: 2 }],
    ["phase oversampling", { phaseOversampling: 1.5 }],
    ["an oblique slice", { rotation: [10, 20, 30], position: [5, 6, 7] }],
    ["navigators, phase correction and dummies", { navigators: true, phaseCorrection: true, dummies: 3, slices: 2 }],
    ["an object with phase", { phaseMap: true }],
    ["a dead coil", { deadCoil: 2 }],
  ])("%s are the truth, and nothing is wrong", async (_, options) => {
    const { measured, images, warnings } = await measure(options);
    const expected = truth(measured);
    expect(images).toHaveLength(expected.length);
    for (const [i, image] of images.entries()) {
      expect(image.header.slice).toBe(i);
      expect(error(image, expected[i]!)).toBeLessThan(1e-6);
    }
    expect(warnings).toEqual([NO_NOISE]);
  });

  it.each(["phases", "sets", "repetitions"] as const)("%s yield one image each", async (loop) => {
    const { measured, images } = await measure({ [loop]: 3 });
    const counter = loop === "phases" ? "phase" : loop === "sets" ? "set" : "repetition";
    expect(images.map(({ header }) => header[counter])).toEqual([0, 1, 2]);
    for (const image of images) expect(error(image, truth(measured)[0]!)).toBeLessThan(1e-6);
  });

  it("contrasts decay as in the ground truth", async () => {
    const { measured, images } = await measure({ contrasts: 3 });
    const { data: factors } = array(measured, "contrast_factors");
    const [expected] = truth(measured);
    expect(images.map(({ header }) => header.contrast)).toEqual([0, 1, 2]);
    for (const [i, image] of images.entries()) {
      expect(
        error(
          image,
          expected!.map((pixel) => pixel * factors[2 * i]!),
        ),
      ).toBeLessThan(1e-6);
    }
  });

  it("two encodings have matrices and series of their own", async () => {
    const { measured, images } = await measure({ secondEncoding: 16, slices: 2 });
    const expected = [...truth(measured), ...truth(measured, "_1")];
    const ordered = images.toSorted((a, b) => a.header.imageSeriesIndex - b.header.imageSeriesIndex);
    expect(ordered.map(({ header }) => header.imageSeriesIndex)).toEqual([0, 0, 1, 1]);
    for (const [i, image] of ordered.entries()) expect(error(image, expected[i]!)).toBeLessThan(1e-6);
  });

  it("a larger recon matrix pass through the pixels of the acquired one", async () => {
    const options = { matrix: 24, reconMatrix: 48 };
    const { measured, images } = await measure(options);
    const [expected] = truth(measured);
    expect([...images[0]!.header.matrixSize]).toEqual([48, 48, 1]);
    const every = expected!.map((_, i) => Number(images[0]!.data[2 * (i % 24) + 48 * 2 * Math.floor(i / 24)]));
    expect(relativeError(Float32Array.from(every), expected!)).toBeLessThan(1e-6);
  });
});

describe("cartesian-full", () => {
  const full = (options: PhantomOptions, parameters: Record<string, string> = {}) =>
    measure(options, "cartesian-full", { combine: "rss", ...parameters });

  it.each<[string, PhantomOptions]>([
    ["a slice", {}],
    ["a volume", { partitions: 6 }],
    ["phase oversampling", { phaseOversampling: 1.5 }],
    ["readouts in both directions", { alternating: true }],
  ])("gives the truth of %s too", async (_, options) => {
    const { measured, images } = await full(options);
    expect(error(images[0]!, truth(measured)[0]!)).toBeLessThan(2e-6);
  });

  it.each<[string, PhantomOptions]>([
    ["phase encoding", { partialFourier: 0.65 }],
    ["partition encoding", { matrix: 16, matrixY: 16, partitions: 32, partialFourierZ: 0.65 }],
  ])("fills partial Fourier along the %s far better than zeros do", async (_, options) => {
    const filled = await full({ phaseMap: true, ...options }, { partialFourier: "pocs" });
    const homodyne = await full({ phaseMap: true, ...options }, { partialFourier: "homodyne" });
    const zeros = await full({ phaseMap: true, ...options }, { partialFourier: "none" });
    const [expected] = truth(filled.measured);
    const worst = error(zeros.images[0]!, expected!);
    expect(worst).toBeGreaterThan(0.05);
    expect(error(filled.images[0]!, expected!)).toBeLessThan(worst / 2);
    expect(error(homodyne.images[0]!, expected!)).toBeLessThan(worst / 2);
    expect(filled.reported).toContainEqual(expect.stringMatching(/^info: partial-fourier: .*filled by pocs/));
  });

  it("positions an asymmetric echo correctly", async () => {
    const { measured, images, warnings } = await full({ asymmetricEcho: 0.75, matrix: 64 });
    const [expected] = truth(measured);
    const right = error(images[0]!, expected!);
    // The missing samples are lost, but a shift by half a sample would cause a much larger error.
    expect(right).toBeLessThan(0.3);
    const shifted = expected!.map((_, i, all) => all[i % 64 === 0 ? i : i - 1]!);
    expect(error(images[0]!, shifted)).toBeGreaterThan(1.2 * right);
    expect(warnings).toEqual([NO_NOISE]);
  });

  it.each([{ discardPost: 1 }, { discardPost: 7 }, { discardPre: 5, discardPost: 7 }, { discardPre: 9 }])(
    "uses no discarded samples of an asymmetric echo: %j",
    async (discards) => {
      const echo = { asymmetricEcho: 0.75, matrix: 64 };
      const { images } = await full({ ...echo, ...discards });
      expect(error(images[0]!, (await full(echo)).images[0]!.data as Float32Array)).toBeLessThan(1e-6);
    },
  );

  it("fills a few partitions too", async () => {
    const measured = { matrix: 16, matrixY: 16, partitions: 8, partialFourierZ: 0.75 };
    expect((await full(measured)).reported).toContainEqual(
      expect.stringMatching(/partial Fourier along e2 .*6|75 % acquired/),
    );
  });

  it("combines adaptively with the true magnitude and the phase of the object", async () => {
    const { measured, images } = await full({ phaseMap: true, matrix: 64, matrixY: 64 }, { combine: "adaptive" });
    expect(error(images[0]!, truth(measured)[0]!)).toBeLessThan(0.01);
  });

  it("averages reduce the noise by the root of their number", async () => {
    const noisy = async (averages: number, seed: number) =>
      (await full({ matrix: 64, matrixY: 64, averages, seed, noiseLevel: 0.02 })).images[0]!.data as Float32Array;
    const deviation = async (averages: number) => {
      const [a, b] = [await noisy(averages, 1), await noisy(averages, 2)];
      const [expected] = truth(phantom({ ...small, matrix: 64, matrixY: 64 }));
      const bright = [...a.keys()].filter((i) => expected![i]! > 0.1);
      return Math.sqrt(bright.reduce((sum, i) => sum + (a[i]! - b[i]!) ** 2, 0) / bright.length / 2);
    };
    expect((await deviation(1)) / (await deviation(4))).toBeCloseTo(2, 0.7);
  });
});

describe("a separate measurement of noise", () => {
  const options: PhantomOptions = {
    ...small,
    matrix: 64,
    matrixY: 64,
    noiseLevel: 0.002,
    noiseCorrelation: 0.6,
    noiseDependency: 32,
  };

  it.each([false, true])(
    "whitens like the measurement's own noise, with its coils permuted: %s",
    async (permuteNoiseCoils) => {
      const noise = memoryNoise();
      const separate = noiseScan({ ...options, permuteNoiseCoils });
      const kept = await reconstruct("cartesian", separate.header, separate.acquisitions(), { noise });
      expect(kept.reported).toEqual([
        expect.stringMatching(/^info: noise-adjust: 4096 noise samples of 4 coils are stored/),
      ]);
      expect(kept.images).toEqual([]);

      const measured = phantom({ ...options, permuteNoiseCoils });
      const { images, reported } = await reconstruct("cartesian", measured.header, measured.acquisitions(), { noise });
      expect(reported).toEqual([expect.stringMatching(/^info: noise-adjust: prewhitening .* of measurement /)]);

      const own = phantom({ ...options, noiseDependency: 0, noiseReadouts: 32 });
      const judge = await reconstruct("cartesian", own.header, own.acquisitions());
      expect(error(images[0]!, judge.images[0]!.data as Float32Array)).toBeLessThan(0.05);
    },
  );

  it("is named if missing", async () => {
    const measured = phantom(options);
    const { reported } = await reconstruct("cartesian", measured.header, measured.acquisitions());
    expect(reported).toEqual([expect.stringMatching(/^warning: .*those of measurement \S+ are unknown or too old/)]);
  });

  it("names a dead coil", async () => {
    const dead = { ...options, noiseDependency: 0, noiseReadouts: 32, deadCoil: 2 };
    const measured = phantom(dead);
    const outcome = reconstruct("cartesian", measured.header, measured.acquisitions());
    await expect(outcome).rejects.toThrow(/coil 2 \(C3\) is dead/);
  });
});

describe("a chain reports:", () => {
  it("aliasing, if no step unfolds undersampled data", async () => {
    const undersampled = { acceleration: 2, calibrationWidth: 8 };
    const { reported } = await measure(undersampled, "cartesian", { unfold: "off" });
    expect(reported).toContainEqual(
      "warning: simple-recon: aliased: 12 of 24 lines were acquired, and no step unfolds the images: grappa does, as in the chain cartesian",
    );
  });

  it("asymmetric echoes, if no step pads them", async () => {
    const { reported } = await measure({ asymmetricEcho: 0.75 });
    expect(reported).toContainEqual(
      expect.stringMatching(/^warning: remove-oversampling: echoes are asymmetric \(48 of 64 /),
    );
  });

  it("fewer noise samples than coils", async () => {
    const few = { matrix: 8, matrixY: 8, coils: 32, noiseReadouts: 1, noiseLevel: 0.01 };
    const measured = phantom(few);
    const outcome = reconstruct("cartesian", measured.header, measured.acquisitions());
    await expect(outcome).rejects.toThrow(/16 noise samples are too few for 32 coils; measure at least 320/);
  });

  it("too few noise samples for an accurate scale", async () => {
    const measured = phantom({ ...small, noiseReadouts: 1, matrix: 16, coils: 8, noiseLevel: 0.01 });
    const { reported } = await reconstruct("cartesian", measured.header, measured.acquisitions());
    expect(reported).toContainEqual(
      expect.stringMatching(/^warning: noise-adjust: 32 noise samples are few for 8 coils/),
    );
  });

  it("and a dead coil can be left out", async () => {
    const dead = { ...small, noiseReadouts: 8, deadCoil: 2, noiseLevel: 0.01 };
    const measured = phantom(dead);
    const parameters = { onSingular: "drop" };
    const { images, reported } = await reconstruct("cartesian", measured.header, measured.acquisitions(), {
      parameters,
    });
    expect(images).toHaveLength(1);
    expect(reported).toContainEqual("warning: noise-adjust: dead or redundant, set to zero: coil 2 (C3)");
  });
});

it("records in an image its number of lines", async () => {
  const { images } = await measure({ averages: 2, partialFourier: 0.75 });
  expect(attribute(images[0]!, "LarmorLines")).toBe("18");
  expect(attribute(images[0]!, "LarmorMostAverages")).toBe("2");
  const readouts = [...phantom({ ...small, averages: 2 }).acquisitions()] as Acquisition[];
  expect(readouts).toHaveLength(48);
});
