import { describe, expect, it } from "vitest";
import { analyticWeights, type Trajectory, trajectoryPoints } from "../../../src/numerics/trajectories/index.ts";

/** The samples of all readouts of a trajectory. */
function samplesOf(trajectory: Trajectory, interleaves: number, partitions = 1) {
  const points = trajectoryPoints(trajectory);
  const readouts = Array.from({ length: interleaves * partitions }, (_, i) =>
    points({ interleaf: i % interleaves, partition: Math.floor(i / interleaves) }),
  );
  return { all: Float32Array.from(readouts.flatMap((each) => [...each])), readouts };
}

const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
const spokes = { kind: "spokes", interleaves: 10, samples: 32, increment: Math.PI / 10, continued: false } as const;

describe("analyticWeights", () => {
  it("are a ramp for spokes, which ends at a quarter of the distance of samples", () => {
    const { all } = samplesOf(spokes, 10);
    const weights = analyticWeights(all, 2, Array(10).fill(32));
    const step = 1 / 32;
    expect(sum(weights)).toBeCloseTo((Math.PI / 2) * (0.5 ** 2 + (15.5 * step) ** 2), 6);
    for (const [sample, radius] of [
      [0, (0.5 - step / 4) / 2], // nothing beyond 0.5
      [15, step],
      [16, step / 4],
      [31, 15 * step],
    ] as const) {
      expect(weights[32 + sample]).toBeCloseTo(radius * step * (Math.PI / 10), 6); // of a sector of π / 10
    }
  });

  it("are Hoge's for spirals", () => {
    const limits = { maxGradientGPerCm: 2, maxSlewRateGPerCmPerS: 12_000, maxRadiusPerCm: 4, samplingTimeS: 5e-6 };
    const counts = { interleaves: 16, samples: 4000 };
    const spiral = { kind: "hargreaves-spirals", ...counts, ...limits, fieldOfViewCm: [24] } as const;
    const { all, readouts } = samplesOf(spiral, 16);
    const samples = readouts[0]!.length / 2;
    const weights = analyticWeights(all, 2, Array(16).fill(samples));
    const radius = (i: number) => Math.hypot(all[2 * i]!, all[2 * i + 1]!);
    expect(sum(weights)).toBeCloseTo(Math.PI * radius(samples - 1) ** 2, 4);
    for (const i of [50, 200, 600]) {
      const gradient = [all[2 * i + 2]! - all[2 * i - 2]!, all[2 * i + 3]! - all[2 * i - 1]!].map((g) => g / 2);
      const hoge = Math.abs(gradient[0]! * all[2 * i]! + gradient[1]! * all[2 * i + 1]!);
      expect(weights[i]! / (hoge * ((2 * Math.PI) / 16))).toBeCloseTo(1, 1);
    }
  });

  it("grow by the square of the radius in a koosh-ball", () => {
    const { all } = samplesOf({ kind: "koosh-ball", interleaves: 40, samples: 16 }, 40);
    const weights = analyticWeights(all, 3, Array(40).fill(16));
    expect(sum(weights)).toBeCloseTo(((2 * Math.PI) / 3) * (0.5 ** 3 + (7.5 / 16) ** 3), 6);
    expect((weights[12]! - weights[8]!) / (weights[10]! - weights[8]!)).toBeCloseTo(4, 4);
  });

  it("are those of its plane, times its height, in a stack of stars", () => {
    const { all } = samplesOf({ kind: "stack", plane: spokes, partitions: 4 }, 10, 4);
    const weights = analyticWeights(all, 3, Array(40).fill(32));
    const plane = analyticWeights(samplesOf(spokes, 10).all, 2, Array(10).fill(32));
    expect(sum(weights)).toBeCloseTo(sum(plane), 5);
    expect(weights[3 * 320 + 40]! / plane[40]!).toBeCloseTo(0.25, 5);
  });

  it("refuse readouts that do not pass the centre", () => {
    const line = Float32Array.from({ length: 64 }, (_, at) => (at % 2 === 0 ? at / 64 - 0.5 : 0.3));
    expect(() => analyticWeights(line, 2, [32])).toThrow("readout 1 passes it at 0.3");
    expect(() => analyticWeights(line, 2, [30])).toThrow("the trajectory of all readouts must have 60 elements");
    expect(analyticWeights(new Float32Array(0), 2, [])).toHaveLength(0);
  });
});
