import { describe, expect, it } from "vitest";
import {
  ArchimedeanSpiral,
  goldenAngle,
  type HargreavesDesign,
  hargreavesSpiral,
  type Spokes,
  type Trajectory,
  trajectoryDimensions,
  trajectoryPoints,
} from "../../../src/numerics/trajectories/index.ts";

const degrees = (angle: number) => (angle * 180) / Math.PI;
const spokes: Spokes = { kind: "spokes", interleaves: 4, samples: 8, increment: Math.PI / 4, continued: false };

/** Coordinates of one sample, rounded. */
function sampleOf(trajectory: Trajectory, sample: number, counters: { [name: string]: number } = {}): number[] {
  const points = trajectoryPoints(trajectory)({ interleaf: 0, ...counters });
  const dimensions = trajectoryDimensions(trajectory);
  return [...points.subarray(dimensions * sample, dimensions * (sample + 1))].map((k) => Math.round(1e5 * k) / 1e5 + 0);
}

describe("angles of spokes", () => {
  it.each([
    [1, 111.2461],
    [2, 68.7539],
    [7, 23.6281],
  ])("number %i of the tiny golden angles is %f°", (number, angle) => {
    expect(degrees(goldenAngle(number))).toBeCloseTo(angle, 4);
  });

  it("have a number of at least 1", () => {
    expect(() => goldenAngle(0)).toThrow("the number of a golden angle must be a whole number of at least 1, not 0");
  });
});

describe("trajectoryPoints", () => {
  it("has spokes with the centre at sample floor(n / 2)", () => {
    expect(sampleOf(spokes, 0)).toEqual([-0.5, 0]);
    expect(sampleOf(spokes, 4, { interleaf: 3 })).toEqual([0, 0]);
    expect(sampleOf({ ...spokes, samples: 5 }, 4, { interleaf: 2 })).toEqual([0, 0.4]);
  });

  it("continues the angles of spokes over repetitions if requested", () => {
    const angle = degrees(2 * goldenAngle());
    for (const [continued, expected] of [
      [true, angle + degrees(4 * goldenAngle())],
      [false, angle],
    ] as const) {
      const golden = { ...spokes, increment: goldenAngle(), continued };
      const [x, y] = sampleOf(golden, 7, { interleaf: 2, repetition: 1 });
      expect((degrees(Math.atan2(y!, x!)) - expected + 720.5) % 360).toBeCloseTo(0.5, 2);
    }
  });

  it("turns Archimedean spirals about the centre", () => {
    const spirals: Trajectory = { kind: "archimedean-spirals", interleaves: 4, samples: 200, matrix: 64 };
    expect(sampleOf(spirals, 0)).toEqual([0, 0]);
    const [x, y] = sampleOf(spirals, 100);
    expect(sampleOf(spirals, 100, { interleaf: 1 })).toEqual([-y!, x!]);
  });

  it("has the readouts of a plane in each partition of a stack", () => {
    const stack: Trajectory = { kind: "stack", plane: spokes, partitions: 5 };
    expect(sampleOf(stack, 0)).toEqual([-0.5, 0, -0.4]);
    expect(sampleOf(stack, 6, { interleaf: 2, partition: 3 })).toEqual([0, 0.25, 0.2]);
  });

  it("distributes the spokes of a koosh-ball evenly over half a sphere, over repetitions too", () => {
    const ball: Trajectory = { kind: "koosh-ball", interleaves: 300, samples: 4 };
    const points = trajectoryPoints(ball);
    const directions = [0, 1].flatMap((repetition) =>
      Array.from({ length: 300 }, (_, interleaf) => [...points({ interleaf, repetition }).subarray(0, 3)]),
    );
    for (const [x, y, z] of directions) expect(Math.hypot(x!, y!, z!)).toBeCloseTo(0.5, 6);
    const nearest = directions.map(([x, y, z], i) =>
      directions.reduce(
        (most, [a, b, c], j) => (i === j ? most : Math.max(most, Math.abs(x! * a! + y! * b! + z! * c!))),
        0,
      ),
    );
    // 600 discs that covered half the sphere without overlap would be this many rad apart.
    const apart = 2 * Math.sqrt(2 / 600);
    const angles = nearest.map((cosine) => Math.acos(Math.min(1, 4 * cosine)));
    expect(Math.min(...angles)).toBeGreaterThan(0.3 * apart);
    expect(Math.max(...angles)).toBeLessThan(apart);
    expect(sampleOf(ball, 0, { interleaf: 1 })[2]).toBeCloseTo(-0.5 * 0.46557, 4);
  });

  it.each<[Trajectory, string]>([
    [{ ...spokes, samples: 0 }, "the samples of a readout must be a whole number of at least 1, not 0"],
    [{ kind: "stack", plane: spokes, partitions: 0 }, "the partitions of a stack must be a whole number"],
  ])("refuses %j", (trajectory, text) => {
    expect(() => trajectoryPoints(trajectory)).toThrow(text);
  });
});

describe("ArchimedeanSpiral", () => {
  it("has turns 1 / matrix apart, and samples in equal distances", () => {
    const points = new ArchimedeanSpiral(32, 2).points(1000);
    const radius = (i: number) => Math.hypot(points[2 * i]!, points[2 * i + 1]!);
    const step = (i: number) =>
      Math.hypot(points[2 * i + 2]! - points[2 * i]!, points[2 * i + 3]! - points[2 * i + 1]!);
    expect(step(900) / step(300)).toBeCloseTo(1, 3);
    expect(radius(999)).toBeCloseTo(0.5, 2);
    const angles = Array.from({ length: 999 }, (_, i) => Math.atan2(points[2 * i + 3]!, points[2 * i + 2]!));
    const crossings = angles.flatMap((angle, i) => (i > 0 && angles[i - 1]! > 3 && angle < -3 ? [radius(i)] : []));
    expect(crossings.at(-1)! - crossings.at(-2)!).toBeCloseTo(2 / 32, 3);
  });
});

/** Expected values: `calc_vds` of Gadgetron's toolboxes/mri/spiral/vds.cpp, compiled, and its `calculate_trajectories`. */
describe("hargreavesSpiral", () => {
  const design: HargreavesDesign = {
    ...{ interleaves: 8, samplingTimeS: 5e-6, maxGradientGPerCm: 2.4, maxSlewRateGPerCmPerS: 15000 },
    ...{ maxRadiusPerCm: 64 / 60, fieldOfViewCm: [30] },
  };

  it.each<[string, HargreavesDesign, number, [number, number, number][]]>([
    [
      "constant density",
      design,
      471,
      [
        [0, 0, 0],
        [1, -0.000747947, -0.000028153],
        [10, -0.009383248, -0.020801038],
        [100, 0.14037953, -0.104157688],
        [470, -0.499519849, 0.009695046],
      ],
    ],
    [
      "variable density",
      { ...design, samplingTimeS: 2.5e-6, fieldOfViewCm: [60, -20, -2] },
      1353,
      [
        [1, -0.000187086, -0.00000352],
        [10, -0.00547116, -0.00509486],
        [100, -0.061586829, -0.030592009],
        [600, -0.078829605, 0.250746065],
        [1352, 0.4950662, -0.07004059],
      ],
    ],
  ])("is Gadgetron's with %s", (_, each, count, expected) => {
    const points = hargreavesSpiral(each);
    expect(points.length / 2).toBe(count);
    for (const [sample, x, y] of expected) {
      const digits = sample > 100 ? 4 : 8; // Euler's method amplifies rounding once the slew rate no longer limits.
      expect(points[2 * sample]!).toBeCloseTo(x, digits);
      expect(points[2 * sample + 1]!).toBeCloseTo(y, digits);
    }
  });

  it("turns clockwise, and is as long as the readout", () => {
    const points = trajectoryPoints({ kind: "hargreaves-spirals", ...design, samples: 101 });
    const [first, third] = [points({ interleaf: 0 }), points({ interleaf: 2 })];
    expect(first.length).toBe(202);
    expect(third[200]).toBeCloseTo(first[201]!, 7);
    expect(third[201]).toBeCloseTo(-first[200]!, 7);
  });

  it.each<[Partial<HargreavesDesign>, string]>([
    [{ samplingTimeS: 0 }, "samplingTimeS of a spiral must be a positive number, not 0"],
    [{ fieldOfViewCm: [30, -60] }, "the field of view at 0.5"],
    [{ fieldOfViewCm: [] }, "the field of view at 0 / cm must be positive, not 0 cm"],
  ])("refuses %j", (change, text) => {
    expect(() => hargreavesSpiral({ ...design, ...change })).toThrow(text);
  });
});
