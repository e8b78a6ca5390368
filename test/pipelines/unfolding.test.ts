import { describe, expect, it } from "vitest";
import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { attribute, errorOf, full, pixels, unfolded } from "./unfolded.ts";

/** Accelerated measurements of the simulator, compared with the same measurement without acceleration. */

const small: PhantomOptions = { matrix: 48, matrixY: 48, coils: 8, noiseLevel: 0, repetitions: 1 };
const plane: PhantomOptions = { ...small, acceleration: 2, calibrationWidth: 20, singleLattice: true };
const volume: PhantomOptions = { ...small, matrix: 24, matrixY: 32, partitions: 16, coilRings: 2, singleLattice: true };

describe("accelerated data are unfolded:", () => {
  it.each<[string, PhantomOptions, number]>([
    ["every second line", plane, 0.02],
    ["every third line", { ...plane, acceleration: 3, calibrationWidth: 24 }, 0.05],
    ["all lattices of a cycle", { ...plane, singleLattice: false }, 0.02],
    ["several slices", { ...plane, slices: 3 }, 0.02],
    ["contrasts and averages", { ...plane, contrasts: 2, averages: 2 }, 0.02],
    ["a separate calibration", { ...plane, calibrationMode: "separate" }, 0.02],
    ["one of another contrast", { ...plane, calibrationMode: "separate", calibrationScale: 3 }, 0.02],
    ["an external calibration", { ...plane, calibrationMode: "external" }, 0.02],
    ["one with fewer samples", { ...plane, calibrationMode: "external", calibrationMatrix: 24 }, 0.02],
    ["an odd number of lines", { ...plane, matrixY: 45 }, 0.02],
    ["a volume, 2 × 1", { ...volume, acceleration: 2, calibrationWidth: 20 }, 0.02],
    ["a volume, 1 × 2", { ...volume, accelerationZ: 2, calibrationWidth: 20, calibrationWidthZ: 12 }, 0.02],
    [
      "a volume, 2 × 2",
      { ...volume, acceleration: 2, accelerationZ: 2, calibrationWidth: 20, calibrationWidthZ: 12 },
      0.04,
    ],
    [
      "CAIPIRINHA",
      { ...volume, acceleration: 2, accelerationZ: 2, caipirinha: 1, calibrationWidth: 20, calibrationWidthZ: 12 },
      0.03,
    ],
  ])("%s", async (_name, options, tolerance) => {
    const { error, images, warnings } = await errorOf(options);
    expect(error).toBeLessThan(tolerance);
    expect(warnings).toEqual([]);
    for (const image of images) {
      expect(attribute(image, "LarmorUnfolding")).toEqual(["grappa"]);
      expect(attribute(image, "LarmorProblems")).toBeUndefined();
    }
  });

  it("with partial Fourier and asymmetric echoes, which are filled after it", async () => {
    const options = { ...plane, calibrationWidth: 16, partialFourier: 0.75, asymmetricEcho: 0.75 };
    const { images, reported, warnings } = await unfolded(options, "cartesian-full", { combine: "rss" }).then(
      (each) => ({
        ...each,
        warnings: each.reported.filter((line) => line.startsWith("warning") && !line.includes("not prewhitened")),
      }),
    );
    const expected = await full({ ...plane, partialFourier: 0.75, asymmetricEcho: 0.75 }, "cartesian-full");
    expect(warnings).toEqual([]);
    expect(reported).toContainEqual(expect.stringMatching(/partial Fourier along e1 .* filled by pocs/));
    expect(relativeError(pixels(images[0]!), pixels(expected[0]!))).toBeLessThan(0.2);
  });

  it("with lines that no flag marks", async () => {
    const measured = phantom({ ...plane, matrixY: 48 });
    const unflagged = [...measured.acquisitions()].map((readout) =>
      readout.kind === "acquisition" ? { ...readout, header: readout.header.with({ flags: 0n }) } : readout,
    );
    const { images, reported } = await reconstruct("cartesian", measured.header, unflagged);
    expect(reported).toContainEqual(expect.stringMatching(/undersampled by 2 × 1: .* calibration of 2\d lines/));
    expect(relativeError(pixels(images[0]!), pixels((await full(plane))[0]!))).toBeLessThan(0.02);
  });

  it("whatever the header says of the acceleration", async () => {
    const measured = phantom(plane);
    const encoding = measured.header.encoding.map((each) => ({
      ...each,
      parallelImaging: { accelerationFactor: { kspaceEncodingStep1: 3, kspaceEncodingStep2: 1 } },
    }));
    const { images, reported } = await reconstruct(
      "cartesian",
      { ...measured.header, encoding },
      measured.acquisitions(),
    );
    expect(relativeError(pixels(images[0]!), pixels((await full(plane))[0]!))).toBeLessThan(0.02);
    expect(reported).toContainEqual(
      expect.stringMatching(/warning: grappa: the header's accelerationFactor is 3 × 1, but the lines .* 2 × 1/),
    );
  });

  it("by the calibration of the first repetition, if later ones bring none", async () => {
    const measured = phantom({ ...plane, calibrationMode: "separate", repetitions: 3 });
    const { images } = await reconstruct("cartesian", measured.header, measured.acquisitions());
    expect(images).toHaveLength(3);
    const expected = pixels((await full(plane))[0]!);
    for (const image of images) expect(relativeError(pixels(image), expected)).toBeLessThan(0.02);
  });
});

describe("interleaved frames", () => {
  const interleaved: PhantomOptions = { ...plane, calibrationWidth: 0, singleLattice: false, repetitions: 2 };

  it.each([
    ["2", { acceleration: 2 }, 4],
    ["3", { acceleration: 3 }, 6],
    ["2, of several slices", { acceleration: 2, slices: 2 }, 8],
  ])("are unfolded by the lines of a cycle: R %s", async (_name, options, frames) => {
    const { error, images, reported, warnings } = await errorOf({ ...interleaved, ...options });
    expect(images).toHaveLength(frames);
    expect(images.map(({ header }) => header.imageIndex)).toEqual(Array.from({ length: frames }, (_, i) => i + 1));
    expect(error).toBeLessThan(0.05);
    expect(warnings).toEqual([]);
    expect(reported).toContainEqual(expect.stringMatching(/interleaved calibration of 40 lines/));
  });

  it("go together with complete images of another encoding", async () => {
    const { images } = await unfolded({ ...interleaved, secondEncoding: 24 });
    expect(images).toHaveLength(8);
    const problems = images.map((image) => attribute(image, "LarmorProblems"));
    expect(problems).toEqual(images.map(() => undefined));
  });

  it("that never make a cycle are an error at the end, or aliased", async () => {
    const measured = phantom({ ...interleaved, repetitions: 1 });
    const first = [...measured.acquisitions()].filter(
      (readout) => readout.kind !== "acquisition" || readout.header.repetition === 0,
    );
    await expect(reconstruct("cartesian", measured.header, first)).rejects.toThrow(/no calibration/);
    const parameters = { unfold: "possible" };
    const { images } = await reconstruct("cartesian", measured.header, first, { parameters });
    expect(images).toHaveLength(1);
  });
});

describe("accelerated data that cannot be unfolded", () => {
  const none: PhantomOptions = { ...plane, calibrationWidth: 0 };

  it("are an error", async () => {
    await expect(unfolded(none)).rejects.toThrow(
      /undersampled by 2 × 1, and there is no calibration: .* at least 3 lines/,
    );
  });

  it("give aliased images that say so, if that is allowed", async () => {
    for (const unfold of ["possible", "off"]) {
      const { images, reported } = await unfolded(none, "cartesian", { unfold });
      expect(attribute(images[0]!, "LarmorProblems")?.[0]).toMatch(/^aliased: 24 of 48 lines/);
      expect(reported.filter((line) => /^warning: .*(not unfolded|no step unfolds)/.test(line))).not.toEqual([]);
    }
  });

  it("are an error if the calibration is too small", async () => {
    await expect(unfolded({ ...plane, acceleration: 4, calibrationWidth: 3 })).rejects.toThrow(
      /needs at least 5 lines/,
    );
  });

  it("are an error if the calibration has other coils", async () => {
    const measured = phantom({ ...plane, calibrationMode: "separate" });
    const fewer = [...measured.acquisitions()].map((readout) =>
      readout.kind === "acquisition" && readout.header.has(AcquisitionFlag.parallelCalibration)
        ? {
            ...readout,
            header: readout.header.with({ activeChannels: 6 }),
            data: readout.data.slice(0, (readout.data.length * 6) / 8),
          }
        : readout,
    );
    await expect(reconstruct("cartesian", measured.header, fewer)).rejects.toThrow(/6 coils, the image data have 8/);
  });

  it("are an error if their lines do not form a lattice", async () => {
    const measured = phantom({ ...small, matrixY: 48 });
    const some = [...measured.acquisitions()].filter(
      (readout) =>
        readout.kind !== "acquisition" ||
        [0, 1, 3, 6, 10, 15, 21, 24, 28, 36, 45].includes(readout.header.kspaceEncodeStep1),
    );
    await expect(reconstruct("cartesian", measured.header, some)).rejects.toThrow(/not a regular lattice/);
  });
});
