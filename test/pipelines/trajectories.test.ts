import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { type Acquisition, AcquisitionFlag, flagMask, type Image, parseHeader } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { withReason } from "../support/peers.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { noSharedData, sharedData } from "../support/shared-data.ts";
import { pixels } from "./unfolded.ts";

/**
 * The analytic phantom on all of its trajectories, compared with its truth: the coil images with the frequencies that are
 * sampled. Nothing of the reconstruction's transforms is in the data.
 */

const small = { matrix: 64, coils: 6, noiseLevel: 0 } as const;

async function run(options: Partial<PhantomOptions>, chain = "non-cartesian", parameters: Record<string, string> = {}) {
  const measured = phantom({ ...small, ...options });
  const result = await reconstruct(chain, measured.header, measured.acquisitions(), { parameters });
  return { ...result, error: (image: Image) => errorOf(image, truthOf(measured)) };
}

/** Root sum of squares of the coil images, `[z][y][x]` of the encoded matrix. */
function truthOf({ arrays }: ReturnType<typeof phantom>): { data: Float64Array; shape: readonly number[] } {
  const { data, shape } = arrays.find(({ name }) => name === "coil_images")!;
  const pixelsOfCoil = data.length / (2 * small.coils);
  const power = new Float64Array(pixelsOfCoil);
  for (let at = 0; at < data.length; at += 2) power[(at / 2) % pixelsOfCoil]! += data[at]! ** 2 + data[at + 1]! ** 2;
  return { data: power.map(Math.sqrt), shape };
}

/** Relative error where the object is, on the image's own matrix at the centre of the truth's. */
function errorOf(image: Image, { data, shape }: { data: Float64Array; shape: readonly number[] }): number {
  const [x, y, z] = image.header.matrixSize as [number, number, number];
  const [width, height] = [shape.at(-1)!, shape.at(-2)!];
  const most = data.reduce((largest, value) => Math.max(largest, value), 0);
  let [error, power] = [0, 0];
  for (let i = 0; i < x * y * z; i += 1) {
    const column = (i % x) + (width - x) / 2;
    const row = (Math.floor(i / x) % y) + (height - y) / 2;
    const truth = data[(Math.floor(i / (x * y)) * height + row) * width + column]!;
    if (truth < 0.1 * most) continue;
    error += (pixels(image)[i]! - truth) ** 2;
    power += truth ** 2;
  }
  return Math.sqrt(error / power);
}

describe("the images of", () => {
  it.each<[string, PhantomOptions, number]>([
    ["radial", {}, 0.025],
    ["golden-angle", {}, 0.026],
    ["tiny-golden-angle", {}, 0.025],
    ["spiral", {}, 0.028],
    ["variable-density-spiral", {}, 0.028],
    ["stack-of-stars", { partitions: 8, matrix: 32 }, 0.036],
    ["koosh-ball", { partitions: 24, matrix: 24 }, 0.08],
  ])("%s", async (trajectory, options, limit) => {
    const scan = { trajectory, ...options } as PhantomOptions;
    const { images, error } = await run(scan);
    expect(error(images[0]!)).toBeLessThan(limit);
    const gridded = await run(scan, "non-cartesian", { method: "gridding" });
    expect(error(gridded.images[0]!)).toBeLessThan(limit);
  });

  it("a quarter of the spokes", async () => {
    const scan = { trajectory: "golden-angle", interleaves: 25 } as const;
    const { images, error } = await run(scan);
    const gridded = await run(scan, "radial", { method: "gridding" });
    expect(error(images[0]!)).toBeLessThan(0.1);
    expect(error(gridded.images[0]!)).toBeGreaterThan(0.15);
  });
});

describe("coil maps", () => {
  it("come from a reference of the same slice, in a bucket of its own", async () => {
    const spirals = { trajectory: "spiral", repetitions: 2 } as const;
    const measured = phantom({ ...small, ...spirals });
    const readouts = [...measured.acquisitions()].map((each): Acquisition => {
      const { repetition, flags } = each.header;
      if (repetition > 0) return each;
      return { ...each, header: each.header.with({ flags: flags | flagMask(AcquisitionFlag.parallelCalibration) }) };
    });
    const half = readouts.filter(({ header }) => header.repetition === 0 || header.kspaceEncodeStep1 % 2 === 0);
    const { images } = await reconstruct("spiral", measured.header, half);
    const { images: alone } = await reconstruct(
      "spiral",
      measured.header,
      half.filter(({ header }) => header.repetition === 1),
    );
    const error = (image: Image) => errorOf(image, truthOf(measured));
    expect(images).toHaveLength(1);
    expect(error(images[0]!)).toBeLessThan(0.5 * error(alone[0]!));
  });

  it("need samples of the same coils", async () => {
    const { header, acquisitions } = phantom({ ...small, trajectory: "radial", repetitions: 2 });
    const other = phantom({ ...small, coils: 4, trajectory: "radial", repetitions: 2 });
    const readouts = [...acquisitions()].filter((each) => each.header.repetition === 0);
    const others = [...other.acquisitions()].filter((each) => each.header.repetition === 1);
    await expect(
      reconstruct("radial", header, [...readouts, ...others], { parameters: { mapFrames: "2" } }),
    ).rejects.toThrow("coil maps come from samples of 6 coils, and an image of their slice has 4");
  });
});

describe("radial-real-time", () => {
  const scan = { trajectory: "golden-angle", interleaves: 21, repetitions: 8 } as const;

  it("has an image for every 21 spokes, which improve from image to image", async () => {
    const { images, error } = await run(scan, "radial-real-time", { coils: "6" });
    expect(images).toHaveLength(8);
    const errors = images.map(error);
    expect(errors[0]).toBeLessThan(0.12);
    expect(errors.at(-1)).toBeLessThan(0.05);
    expect(new Set(images.map(({ header }) => header.acquisitionTimeStamp)).size).toBe(8);
  });

  it("uses the spokes of a window that slides", async () => {
    const { images, error } = await run(scan, "radial-real-time", { coils: "6", spokes: "7", window: "3" });
    expect(images).toHaveLength(22);
    expect(error(images.at(-1)!)).toBeLessThan(0.055);
  });
});

describe.skipIf(noSharedData)(withReason("third-party scans whose trajectory is called other", noSharedData), () => {
  it.each([
    ["raw-koma-epi-other.mrd", "epi"],
    ["raw-mrireco-norecon.h5", "cartesian"],
  ])("%s has the same image as by the chain %s", async (name, chain) => {
    const file = await MrdFile.open(fileURLToPath(new URL(name, sharedData)));
    const group = file.groups[0]!;
    const [header, readouts] = [parseHeader(group.header!), [...group.acquisitions()]];
    file.close();
    const { images } = await reconstruct("non-cartesian", header, readouts);
    const { images: expected } = await reconstruct(chain, header, readouts);
    expect(correlation(pixels(images[0]!), pixels(expected[0]!))).toBeGreaterThan(0.98);
  });
});

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a).toHaveLength(b.length);
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
