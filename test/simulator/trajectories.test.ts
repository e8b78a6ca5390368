import { describe, expect, it } from "vitest";
import { transformAxis } from "../../src/numerics/index.ts";
import { type Phantom, type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { pixels } from "../pipelines/unfolded.ts";
import { reconstruct } from "../support/reconstruct.ts";

const scan: PhantomOptions = { matrix: 64, coils: 4, noiseLevel: 0 };

function readoutsOf(options: PhantomOptions) {
  return [...phantom({ ...scan, ...options }).acquisitions()];
}

function arrayOf({ arrays }: Phantom, name: string) {
  return arrays.find((each) => each.name === name)!;
}

describe("a phantom measured by spokes or spirals", () => {
  it.each<PhantomOptions>([
    { trajectory: "radial" },
    { trajectory: "radial", fullTurn: true },
    { trajectory: "golden-angle" },
    { trajectory: "tiny-golden-angle" },
    { trajectory: "spiral" },
    { trajectory: "variable-density-spiral" },
  ])("has the image of the ground truth: %j", async (options) => {
    const measured = phantom({ ...scan, coils: 1, ...options });
    const { images } = await reconstruct("non-cartesian", measured.header, measured.acquisitions());
    expect(images.map(({ header }) => header.matrixSize)).toEqual([[64, 64, 1]]);
    const { data, shape } = arrayOf(measured, "coil_images");
    expect(shape).toEqual([1, 1, 64, 64]);
    const truth = Array.from({ length: 64 * 64 }, (_, i) => Math.hypot(data[2 * i]!, data[2 * i + 1]!));
    const most = Math.max(...truth);
    let [error, power] = [0, 0];
    for (const [i, value] of truth.entries()) {
      if (value < 0.1 * most) continue;
      error += (pixels(images[0]!)[i]! - value) ** 2;
      power += value ** 2;
    }
    expect(Math.sqrt(error / power)).toBeLessThan(0.04);
  });

  it("has spokes through the centre of k-space", () => {
    const [first, second] = readoutsOf({ trajectory: "radial", interleaves: 4 });
    const { trajectory, header } = first!;
    expect([header.numberOfSamples, header.centerSample, header.trajectoryDimensions]).toEqual([128, 64, 2]);
    expect([trajectory[0], trajectory[1], trajectory[128], trajectory[129]]).toEqual([-0.5, -0, 0, 0]);
    expect(second!.trajectory[0]).toBeCloseTo(-0.5 * Math.cos(Math.PI / 4), 6);
    expect(second!.trajectory[1]).toBeCloseTo(-0.5 * Math.sin(Math.PI / 4), 6);
  });

  it("turns spokes by the golden angle, over repetitions too", () => {
    const readouts = readoutsOf({ trajectory: "golden-angle", interleaves: 3, repetitions: 2 });
    const angles = readouts.map(({ trajectory }) => (Math.atan2(-trajectory[1]!, -trajectory[0]!) * 180) / Math.PI);
    for (let i = 1; i < angles.length; i += 1) {
      expect((((angles[i]! - angles[i - 1]!) % 360) + 360) % 360).toBeCloseTo(111.246, 2);
    }
  });

  it("has spirals from the centre, with samples in equal distances", () => {
    const [first] = readoutsOf({ trajectory: "spiral" });
    const distance = (i: number) =>
      Math.hypot(
        first!.trajectory[2 * i + 2]! - first!.trajectory[2 * i]!,
        first!.trajectory[2 * i + 3]! - first!.trajectory[2 * i + 1]!,
      );
    expect([first!.trajectory[0], first!.trajectory[1], first!.header.centerSample]).toEqual([0, 0, 0]);
    expect(distance(200) / distance(100)).toBeCloseTo(1, 2);
  });

  it.each<[string, PhantomOptions, number]>([
    ["in a plane", { trajectory: "radial", interleaves: 2 }, 1],
    ["in a slice", { trajectory: "radial", interleaves: 2, slices: 3, deadCoil: 1 }, 1],
    ["of a stack", { trajectory: "stack-of-stars", interleaves: 2, partitions: 6, coilRings: 2 }, 6],
    ["of a koosh-ball", { trajectory: "koosh-ball", interleaves: 1, partitions: 24 }, 24],
  ])("has the samples of the ground truth %s", (_, options, partitions) => {
    const [n, coils] = [24, 3];
    const measured = phantom({ ...scan, matrix: n, coils, oversampling: 1, ...options });
    const { data, shape } = arrayOf(measured, "coil_images");
    const slices = options.slices ?? 1;
    expect(shape).toEqual([slices, coils, ...(partitions > 1 ? [partitions] : []), n, n]);
    const kSpace = Float32Array.from(data);
    const size = [n, n, partitions, coils * slices];
    for (const axis of partitions > 1 ? [0, 1, 2] : [0, 1]) transformAxis(kSpace, size, axis, "forward");
    for (const { header, trajectory, data: samples } of measured.acquisitions()) {
      const dimensions = header.trajectoryDimensions;
      for (let sample = 1; sample < n; sample += 1) {
        // The first is at the edge, which is not part of the truth.
        const [x, y, z] = [...trajectory.subarray(dimensions * sample, dimensions * (sample + 1))];
        const cell = (k: number, count: number) => Math.round(k * count) + Math.floor(count / 2);
        const plane = partitions > 1 ? cell(z!, partitions) : 0;
        for (let coil = 0; coil < coils; coil += 1) {
          const at = ((header.slice * coils + coil) * partitions + plane) * n * n + cell(y!, n) * n + cell(x!, n);
          expect(samples[2 * (coil * n + sample)]).toBeCloseTo(kSpace[2 * at]!, 4);
          expect(samples[2 * (coil * n + sample) + 1]).toBeCloseTo(kSpace[2 * at + 1]!, 4);
        }
      }
    }
  });

  it("measures a volume by a koosh-ball of all directions", () => {
    const measured = phantom({
      ...scan,
      matrix: 12,
      partitions: 12,
      coils: 1,
      trajectory: "koosh-ball",
      repetitions: 2,
    });
    const readouts = [...measured.acquisitions()];
    expect(readouts.length).toBe(2 * Math.ceil((Math.PI / 2) * 144));
    const { header, trajectory } = readouts.at(-1)!;
    expect([header.trajectoryDimensions, header.kspaceEncodeStep2]).toEqual([3, 0]);
    expect(Math.hypot(trajectory[0]!, trajectory[1]!, trajectory[2]!)).toBeCloseTo(0.5, 6);
    expect(measured.header.encoding[0]!.encodingLimits.kspaceEncodingStep2).toMatchObject({ maximum: 0 });
  });

  it("is the same in each average and repetition, and decays with the contrast", () => {
    const options = { trajectory: "spiral", interleaves: 2, averages: 2, repetitions: 2, contrasts: 2 } as const;
    const readouts = readoutsOf({ ...options, matrix: 16 });
    expect(readouts.length).toBe(16);
    const [first, second] = readouts;
    for (const { header, data } of readouts) {
      if (header.kspaceEncodeStep1 > 0) continue;
      expect(data).toEqual((header.contrast > 0 ? second : first)!.data);
    }
    expect(second!.data[0]! / first!.data[0]!).toBeCloseTo(Math.exp(-1 / 2), 6);
  });

  it.each<[PhantomOptions, string]>([
    [{ trajectory: "radial", acceleration: 2 }, "acceleration must be 1, unless the trajectory is cartesian"],
    [{ trajectory: "spiral", partitions: 4 }, "partitions must be 1 for the trajectory spiral"],
    [{ interleaves: 3 }, "interleaves requires another trajectory than cartesian"],
    [{ trajectory: "rosette" as "spiral" }, "trajectory must be one of cartesian, radial, golden-angle, "],
    [{ trajectory: "radial", phaseMap: true }, "phaseMap must be false, unless the trajectory is cartesian"],
    [
      { trajectory: "stack-of-stars", partitions: 4, accelerationZ: 2 },
      "accelerationZ must be 1, unless the trajectory is",
    ],
    [{ trajectory: "koosh-ball" }, "the trajectory koosh-ball requires partitions to be more than 1"],
    [
      { trajectory: "koosh-ball", partitions: 4, matrix: 256 },
      "interleaves must be a number of 1 to 65535 for this matrix",
    ],
    [{ trajectory: "spiral", fullTurn: true }, "fullTurn requires the trajectory to be one of radial, stack-of-stars"],
    [{ trajectory: "radial", tinyGoldenNumber: 5 }, "tinyGoldenNumber requires the trajectory tiny-golden-angle"],
    [{ trajectory: "tiny-golden-angle", tinyGoldenNumber: 0 }, "tinyGoldenNumber must be a whole number from 1 to"],
    [{ trajectory: "spiral", spiralDensity: 3 }, "spiralDensity requires the trajectory variable-density-spiral"],
    [{ trajectory: "variable-density-spiral", spiralDensity: 0.5 }, "spiralDensity must be a number of at least 1"],
    [
      { trajectory: "variable-density-spiral", interleafSamples: 9 },
      "interleafSamples requires the trajectory to be one of",
    ],
    [
      { trajectory: "variable-density-spiral", matrix: 512, interleaves: 1 },
      "interleaves must be a larger number for this",
    ],
    [{ trajectory: "spiral", matrix: 512, interleaves: 1 }, "interleafSamples must be a number of 1 to 65535"],
    [{ trajectory: "radial", gradientDelays: [0, Number.NaN, 0] }, "gradientDelays must be three finite numbers"],
    [{ gradientDelays: [1, 0, 0] }, "gradientDelays requires another trajectory than cartesian"],
    [{ trajectoryInHeader: true }, "trajectoryInHeader requires another trajectory than cartesian"],
  ])("refuses %j", (options, text) => {
    expect(() => phantom({ ...scan, ...options })).toThrow(text);
  });
});
