import { describe, expect, it } from "vitest";
import cases from "../../gadgets/kspace/grappa.cases.ts";
import grappa from "../../gadgets/kspace/grappa.ts";
import snr from "../../gadgets/reconstruction/snr.ts";
import { type Acquisition, AcquisitionFlag, type Image, parseAttributes } from "../../src/mrd/index.ts";
import { randomGaussian } from "../../src/numerics/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { expectFailure, run } from "../support/run-gadget.ts";

const small: PhantomOptions = { matrix: 48, coils: 8, noiseLevel: 0.02, noiseReadouts: 40, repetitions: 1 };
const half: PhantomOptions = { ...small, acceleration: 2, calibrationWidth: 20, singleLattice: true };

async function measure(
  options: PhantomOptions,
  parameters: Record<string, string> = {},
  change: (readouts: Acquisition[]) => Acquisition[] = (readouts) => readouts,
) {
  const measured = phantom(options);
  const readouts = change([...measured.acquisitions()].filter((message) => message.kind === "acquisition"));
  const { images, reported } = await reconstruct("cartesian-snr", measured.header, readouts, { parameters });
  const series = (number: number) => images.filter(({ header }) => header.imageSeriesIndex === number);
  return { images, reported, series, measured };
}

const pixels = ({ data }: Image) => data as Float32Array;
const attribute = ({ attributes }: Image, name: string) => parseAttributes(attributes).get(name);

/** Mean, and largest distance from it. */
function spread(values: ArrayLike<number>) {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return { mean, most: Math.max(...list.map((value) => Math.abs(value - mean))) };
}

/** Standard deviation of real or imaginary images that contain noise only. */
function noiseOf(images: readonly Image[]): number {
  const values = images.flatMap((image) => [...pixels(image)]);
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** Pure noise in place of the images of all repetitions but the first, which also brings the calibration. */
function withNoise(readouts: readonly Acquisition[], level: number): Acquisition[] {
  const random = randomGaussian(99);
  return readouts.map((readout) => {
    if (readout.header.repetition === 0 || readout.header.has(AcquisitionFlag.noiseMeasurement)) return readout;
    return { ...readout, data: readout.data.map(() => level * random()) };
  });
}

describe("cartesian-snr", () => {
  it("sends images, g-factors and SNR as series of their own, and says what they are", async () => {
    for (const method of ["grappa", "sense"]) {
      const { images, series, reported } = await measure(half, { method });
      expect(images.map(({ header }) => header.imageSeriesIndex)).toEqual([0, 20, 300]);
      expect(images.map((image) => attribute(image, "LarmorPixels")![0])).toEqual([
        "image in units of the noise, whose standard deviation is g in each of real and imaginary part",
        "g-factor, which is 1 without acceleration: SNR is that of all lines divided by g √R",
        "SNR: image in units of the noise, divided by g",
      ]);
      for (const image of images) {
        expect(attribute(image, "LarmorAcceleration")).toEqual(["2"]);
        expect(attribute(image, "LarmorUnfolding")).toEqual([method === "grappa" ? "grappa" : "SENSE, direct"]);
        expect(attribute(image, "LarmorProblems")).toBeUndefined();
      }
      const [image, g, ratio] = [series(0)[0]!, series(20)[0]!, series(300)[0]!].map(pixels);
      expect(
        relativeError(
          ratio!.map((value, i) => value * g![i]!),
          image!,
        ),
      ).toBeLessThan(1e-6);
      expect(reported).toContainEqual(
        expect.stringMatching(
          `24 lines undersampled by 2 × 1, unfolded by ${method.toUpperCase()}; series of .* g-factors \\(\\+20\\) and SNR`,
        ),
      );
    }
  });

  it("gives the signal of the object in units of the noise", async () => {
    // A unitary transform of all lines has noise of 0.02, and a half of them √2 of that in relation to the signal.
    const whole = await measure({ ...small, noiseReadouts: 400 });
    const truth = whole.measured.arrays.find(({ name }) => name === "coil_images")!;
    const power = new Float64Array(48 * 48);
    for (let i = 0; i < truth.data.length / 2; i += 1) {
      const [x, y] = [(i % 96) - 24, Math.floor(i / 96) % 48];
      if (x >= 0 && x < 48) power[48 * y + x]! += truth.data[2 * i]! ** 2 + truth.data[2 * i + 1]! ** 2;
    }
    const expected = power.map((value) => Math.sqrt(value) / 0.02);
    expect(spread(pixels(whole.series(20)[0]!))).toMatchObject({ mean: expect.closeTo(1, 6) });
    expect(relativeError(pixels(whole.series(300)[0]!), expected)).toBeLessThan(0.06);
    for (const method of ["grappa", "sense"]) {
      const { series } = await measure({ ...half, noiseReadouts: 400 }, { method });
      const image = pixels(series(0)[0]!).map((value) => value * Math.sqrt(2));
      expect(relativeError(image, expected)).toBeLessThan(0.12);
    }
  });

  it.each<[string, PhantomOptions, string]>([
    ["no acceleration", {}, "grappa"],
    ["R 2 by GRAPPA", { acceleration: 2 }, "grappa"],
    ["R 2 by SENSE", { acceleration: 2 }, "sense"],
    ["R 3 by GRAPPA, all lattices", { acceleration: 3, singleLattice: false, repetitions: 4 }, "grappa"],
    ["R 2 with partial Fourier", { acceleration: 2, partialFourier: 0.75 }, "grappa"],
    ["R 2 with asymmetric echoes", { acceleration: 2, asymmetricEcho: 0.75 }, "grappa"],
    ["R 2 with averages", { acceleration: 2, averages: 2 }, "grappa"],
    ["phase oversampling", { acceleration: 2, phaseOversampling: 1.25 }, "sense"],
  ])("has noise of 1 in the SNR of whitened noise: %s", async (_name, options, method) => {
    const { acceleration = 1 } = options;
    const accelerated: PhantomOptions =
      acceleration === 1
        ? { ...small, repetitions: 7, noiseReadouts: 400 }
        : { ...half, repetitions: 7, noiseReadouts: 400, calibrationMode: "separate" };
    const parameters = { method, images: "real,imag", maps: method === "sense" ? "espirit" : "direct" };
    const { images } = await measure({ ...accelerated, ...options }, parameters, (readouts) =>
      withNoise(readouts, 0.02),
    );
    const noise = images.filter(
      ({ header }) => header.repetition > 0 && [1300, 2300].includes(header.imageSeriesIndex),
    );
    expect(noise.length).toBeGreaterThanOrEqual(12);
    expect(Math.abs(noiseOf(noise) - 1)).toBeLessThan(0.02);
  });

  it("has a standard deviation over repetitions and pseudo-replicas that is g", async () => {
    const options: PhantomOptions = { ...half, repetitions: 44, noiseReadouts: 400, calibrationMode: "separate" };
    const { series, reported } = await measure(options, { skip: "1", replicas: "100" });
    expect(series(0)).toHaveLength(44);
    expect(series(400)).toHaveLength(1);
    expect(series(500)).toHaveLength(1);
    expect(attribute(series(400)[0]!, "LarmorPixels")).toEqual([
      "standard deviation over 43 repetitions, in units of the noise",
    ]);
    const g = pixels(series(20)[0]!);
    for (const number of [400, 500]) {
      const { mean } = spread(pixels(series(number)[0]!).map((value, i) => value / g[i]!));
      expect(Math.abs(mean - 1)).toBeLessThan(0.02);
    }
    expect(reported).toContainEqual(expect.stringMatching(/over 100 pseudo-replicas \(\+500\)/));
    const alone = await measure({ ...options, repetitions: 6 });
    expect(alone.series(400)).toEqual([]);
  });

  it("takes maps from the filled data of interleaved lattices", async () => {
    const { series } = await measure({ ...half, calibrationWidth: 0, singleLattice: false, repetitions: 4 });
    expect(series(300).length).toBeGreaterThanOrEqual(4);
    for (const image of series(20)) {
      const { mean } = spread(pixels(image));
      expect(mean).toBeGreaterThan(0.8);
      expect(mean).toBeLessThan(2);
    }
  });

  it("has an image, a g-factor and an SNR for each slice and contrast, and of a volume", async () => {
    const slices = await measure({ ...half, slices: 2, contrasts: 2 }, { replicas: "4" });
    for (const number of [0, 20, 300, 500]) expect(slices.series(number)).toHaveLength(4);
    const volume = await measure(
      { ...half, matrix: 24, matrixY: 24, partitions: 12, calibrationWidth: 14 },
      { replicas: "30" },
    );
    const [g, deviation] = [volume.series(20)[0]!, volume.series(500)[0]!].map(pixels);
    expect(g).toHaveLength(24 * 24 * 12);
    expect(Math.abs(spread(deviation!.map((value, i) => value / g![i]!)).mean - 1)).toBeLessThan(0.02);
  });

  it("says that images without noise data are not in units of the noise", async () => {
    const { images, reported } = await measure({ ...half, noiseReadouts: 0 });
    for (const image of images)
      expect(attribute(image, "LarmorProblems")).toEqual([expect.stringMatching(/^not in units of the noise: /)]);
    expect(reported).toContainEqual(expect.stringMatching(/warning: snr: images are not in units of the noise/));
  });

  it("refuses lines that are not a lattice, and what GRAPPA's weights do not fit", async () => {
    const irregular = (readouts: Acquisition[]) =>
      readouts.filter(
        ({ header: { kspaceEncodeStep1: line } }, i) => i < 40 || line % 7 < 2 || (line > 16 && line < 32),
      );
    await expect(measure(small, { method: "sense" }, irregular)).rejects.toMatchObject({
      message: expect.stringMatching(/are not a lattice; put 'grappa' before 'snr', or acquire a lattice/),
    });
    const [filled] = await run(grappa, "buffer", [cases[0]!.messages[0]!]);
    const other = { ...filled!, unfolding: [{ ...filled!.unfolding![0]!, weights: new Float32Array(8) }] };
    await expectFailure(snr, [other], "other-coils", /put steps that change coils before 'grappa'/);
  });
});
