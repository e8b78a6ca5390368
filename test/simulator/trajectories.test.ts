import { describe, expect, it } from "vitest";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { pixels } from "../pipelines/unfolded.ts";
import { reconstruct } from "../support/reconstruct.ts";

const scan: PhantomOptions = { matrix: 64, coils: 4, noiseLevel: 0 };

function readoutsOf(options: PhantomOptions) {
  return [...phantom({ ...scan, ...options }).acquisitions()];
}

describe("a phantom measured by spokes or spirals", () => {
  it("has the image of the Cartesian one, but for the corners of k-space", async () => {
    const cartesian = phantom(scan);
    const { images: expected } = await reconstruct("cartesian", cartesian.header, cartesian.acquisitions());
    for (const trajectory of ["radial", "golden-angle", "spiral"] as const) {
      const measured = phantom({ ...scan, trajectory });
      const { images } = await reconstruct("non-cartesian", measured.header, measured.acquisitions());
      expect(images.map(({ header }) => header.matrixSize)).toEqual([[64, 64, 1]]);
      const truth = pixels(expected[0]!);
      const most = truth.reduce((largest, value) => Math.max(largest, value), 0);
      let [error, power] = [0, 0];
      for (const [i, value] of truth.entries()) {
        if (value < 0.1 * most) continue;
        error += (pixels(images[0]!)[i]! - value) ** 2;
        power += value ** 2;
      }
      expect(Math.sqrt(error / power), trajectory).toBeLessThan(0.16);
    }
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

  it.each<[PhantomOptions, string]>([
    [{ trajectory: "radial", acceleration: 2 }, "acceleration must be 1, unless the trajectory is cartesian"],
    [{ trajectory: "spiral", partitions: 4 }, "partitions must be 1, unless the trajectory is cartesian"],
    [{ interleaves: 3 }, "interleaves requires another trajectory than cartesian"],
    [{ trajectory: "rosette" as "spiral" }, "trajectory must be one of cartesian, radial, golden-angle, spiral"],
  ])("refuses %j", (options, text) => {
    expect(() => phantom({ ...scan, ...options })).toThrow(text);
  });
});
