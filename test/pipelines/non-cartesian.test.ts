import { describe, expect, it } from "vitest";
import { type Acquisition, formatHeader, type Image, parseHeader } from "../../src/mrd/index.ts";
import { transformAxis } from "../../src/numerics/index.ts";
import { NufftPlan } from "../../src/numerics/nufft/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { encodingOf, headerOf, type ReadoutFields, readout } from "../../src/testing/index.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { attribute, objectError } from "./unfolded.ts";

/** Trajectories through the simulator's object. Their samples are sums over its pixels, computed to 7e-7. */

const N = 96;
const COILS = 3;
const measured = phantom({ matrix: N, coils: COILS, oversampling: 1, noiseLevel: 0 });
const coilImages = measured.arrays.find(({ name }) => name === "coil_images")!.data;
const encoding = encodingOf({ encoded: [N, N, 1], trajectory: "radial" });

type Point = readonly [kx: number, ky: number, ...rest: number[]];

/** The samples of a readout, in cycles per pixel, with the scale of a unitary transform. */
function read(points: readonly Point[], fields: ReadoutFields = {}, unit = 1): Acquisition {
  const k = Float32Array.from(points.flatMap((point) => point.slice(0, 2)));
  const data = new Float32Array(2 * COILS * points.length);
  new NufftPlan(k, 2, { x: N, y: N }, "exact").forward(coilImages, data);
  for (let at = 0; at < data.length; at += 1) data[at]! /= N;
  const trajectory = Float32Array.from(points.flatMap(([kx, ky, ...rest]) => [unit * kx, unit * ky, ...rest]));
  return readout({ numberOfSamples: points.length, activeChannels: COILS, data, trajectory, ...fields });
}

function spoke(angle: number, third?: (radius: number) => number): Point[] {
  return Array.from({ length: 2 * N }, (_, i) => {
    const radius = i / (2 * N) - 0.5;
    return [radius * Math.cos(angle), radius * Math.sin(angle), ...(third === undefined ? [] : [third(radius)])];
  });
}

const SPOKES = 151;
const radial = (third?: (radius: number) => number, unit = 1) =>
  Array.from({ length: SPOKES }, (_, i) => read(spoke((Math.PI * i) / SPOKES, third), { scanCounter: i + 1 }, unit));

/** Archimedean spirals whose turns are a unit of the field of view apart. */
function spiral(interleaves: number): Acquisition[] {
  const samples = 1800;
  return Array.from({ length: interleaves }, (_, j) => {
    const points = Array.from({ length: samples }, (_, i): Point => {
      const radius = 0.5 * Math.sqrt(i / samples);
      const angle = 2 * Math.PI * ((radius * N) / interleaves + j / interleaves);
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    });
    return read(points, { scanCounter: j + 1 });
  });
}

/** The root sum of squares of the coil images, of the k-space within the disc that is sampled. */
const truth = (() => {
  const power = new Float64Array(N * N);
  for (let coil = 0; coil < COILS; coil += 1) {
    const image = Float32Array.from(coilImages.subarray(2 * coil * N * N, 2 * (coil + 1) * N * N));
    for (const axis of [0, 1]) transformAxis(image, [N, N], axis, "forward");
    for (let at = 0; at < N * N; at += 1) {
      if (Math.hypot((at % N) - N / 2, Math.floor(at / N) - N / 2) > N / 2) image.fill(0, 2 * at, 2 * at + 2);
    }
    for (const axis of [0, 1]) transformAxis(image, [N, N], axis, "inverse");
    for (let at = 0; at < N * N; at += 1) power[at]! += image[2 * at]! ** 2 + image[2 * at + 1]! ** 2;
  }
  return power.map(Math.sqrt);
})();

const errorOf = (image: Image) => objectError(image, truth);

const header = headerOf(encoding);
const run = (readouts: readonly Acquisition[], parameters: Record<string, string> = {}, chain = "non-cartesian") =>
  reconstruct(chain, header, readouts, { parameters });

describe("the chain non-cartesian", () => {
  it.each(["non-cartesian", "radial"])(
    "has images of spokes at the scale of a Cartesian scan, as %s",
    async (chain) => {
      const { images, reported } = await run(radial(), {}, chain);
      expect(images.map((image) => image.header.matrixSize)).toEqual([[N, N, 1]]);
      expect(errorOf(images[0]!)).toBeLessThan(0.03);
      expect(reported).toContainEqual(
        "info: trajectory: encoding 0: images of 151 readouts, 28992 samples in cycles per pixel",
      );
      expect(attribute(images[0]!, "LarmorDensity")).toEqual(["pipe-menon"]);
      expect(attribute(images[0]!, "LarmorTrajectory")).toEqual(["cycles per pixel"]);
    },
  );

  it("has images of spirals", async () => {
    const { images } = await run(spiral(16), {}, "spiral");
    expect(errorOf(images[0]!)).toBeLessThan(0.045);
  });

  it.each([
    ["1/FOV", N],
    ["1/m", 1 / 0.002],
    ["rad/m", (2 * Math.PI) / 0.002],
  ])("recognises trajectories in %s", async (unit, perCycle) => {
    const { images } = await run(radial(undefined, perCycle));
    expect(attribute(images[0]!, "LarmorTrajectory")).toEqual([unit]);
    expect(errorOf(images[0]!)).toBeLessThan(0.03);
  });

  it("takes a third dimension that is not negative for weights", async () => {
    const { images } = await run(radial((radius) => Math.max(Math.abs(radius), 1 / (8 * N))));
    expect(attribute(images[0]!, "LarmorDensity")).toEqual(["given"]);
    expect(errorOf(images[0]!)).toBeLessThan(0.025);
  });

  it("computes the weights of spokes", async () => {
    const { images } = await run(radial(), { density: "analytic" });
    expect(attribute(images[0]!, "LarmorDensity")).toEqual(["analytic"]);
    expect(errorOf(images[0]!)).toBeLessThan(0.021);
  });

  it("leaves out discarded samples", async () => {
    const readouts = radial().map((each) => {
      each.data.fill(1e6, 0, 2);
      return { ...each, header: each.header.with({ discardPre: 1 }) };
    });
    const { images } = await run(readouts);
    expect(errorOf(images[0]!)).toBeLessThan(0.03);
  });

  it("leaves out readouts that are discarded as a whole, or more than that", async () => {
    const readouts = radial().map((each, i) => ({
      ...each,
      header: i % 50 === 7 ? each.header.with({ discardPre: 150, discardPost: i === 7 ? 42 : 150 }) : each.header,
    }));
    const { images } = await run(readouts);
    expect(errorOf(images[0]!)).toBeLessThan(0.06);
  });

  it("says that an image is undersampled", async () => {
    const { images, reported } = await run(
      spiral(16).filter((_, i) => i % 2 === 0),
      { method: "gridding" },
    );
    const text = /undersampled: 5\d % of k-space's cells of 1\/FOV have samples/;
    expect(attribute(images[0]!, "LarmorProblems")).toEqual([expect.stringMatching(text)]);
    expect(reported).toContainEqual(expect.stringMatching(text));
    const { images: full } = await run(spiral(16));
    expect(attribute(full[0]!, "LarmorProblems")).toBeUndefined();
  });

  it("unfolds spokes that are too few", async () => {
    const few = radial().filter((_, i) => i % 4 === 0);
    const { images: gridded } = await run(few, { method: "gridding" });
    const { images, reported } = await run(few);
    expect(errorOf(images[0]!)).toBeLessThan(0.6 * errorOf(gridded[0]!));
    expect(attribute(images[0]!, "LarmorUnfolding")).toEqual(["SENSE, conjugate gradients"]);
    expect(attribute(images[0]!, "LarmorProblems")).toBeUndefined();
    expect(reported).toContainEqual(
      "info: sense: encoding 0: SENSE with 8 iterations of conjugate gradients, λ 0.01, by coil maps (direct) of 38 readouts",
    );
  });

  it("takes coil maps from all interleaves of several images", async () => {
    const halves = spiral(16).map((each, i) => ({ ...each, header: each.header.with({ repetition: i % 2 }) }));
    const sorted = [0, 1].flatMap((half) => halves.filter(({ header }) => header.repetition === half));
    const { images: alone, reported } = await run(sorted);
    expect(reported).toContainEqual(
      expect.stringMatching(/coil maps are computed from an undersampled k-space centre/),
    );
    expect(attribute(alone[0]!, "LarmorProblems")).toEqual([expect.stringMatching(/undersampled k-space centre/)]);
    const { images } = await run(sorted, { mapFrames: "2" });
    expect(images).toHaveLength(2);
    for (const [i, image] of images.entries()) expect(errorOf(image)).toBeLessThan(0.5 * errorOf(alone[i]!));
  });

  it("separates slices and repetitions", async () => {
    const readouts = [0, 1].flatMap((repetition) =>
      [0, 1].flatMap((slice) => radial().map((each) => ({ ...each, header: each.header.with({ slice, repetition }) }))),
    );
    const { images } = await run(readouts);
    expect(images.map(({ header }) => [header.repetition, header.slice])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
  });

  it("refuses what it cannot reconstruct", async () => {
    const plain = [readout({ numberOfSamples: N, activeChannels: COILS })];
    await expect(run(plain)).rejects.toThrow("encoding 0 has the encodingLimits 0 to 0 of kspace_encoding_step_1");
    await expect(run(radial((radius) => radius))).rejects.toThrow("the third coordinate of samples varies");
    await expect(run(radial(undefined, 1e7))).rejects.toThrow(/the coordinates of samples reach .* no known unit/);
    const damaged = radial();
    damaged[3]!.trajectory[5] = Number.NaN;
    await expect(run(damaged)).rejects.toThrow("the coordinates of samples reach 0.5 and NaN");
    await expect(
      run(
        radial((radius) => (radius === 0 ? Number.NaN : 1)),
        {},
      ),
    ).rejects.toThrow("third coordinate");
    await expect(run(radial(), { density: "given" })).rejects.toThrow("the samples have no weights of their own");
  });

  it("is named by chains for Cartesian scans", async () => {
    await expect(reconstruct("cartesian", parseHeader(formatHeader(header)), radial())).rejects.toThrow(
      /run in another direction, as in radial sampling\..* Use the chain non-cartesian/,
    );
  });
});
