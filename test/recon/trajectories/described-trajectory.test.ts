import { describe, expect, it } from "vitest";
import type { Encoding } from "../../../src/mrd/index.ts";
import { goldenAngle } from "../../../src/numerics/trajectories/index.ts";
import { describedTrajectory } from "../../../src/recon/trajectories/described-trajectory.ts";
import { encodingOf, headerOf } from "../../../src/testing/index.ts";

type Numbers = Readonly<Record<string, number>>;
type Type = NonNullable<Encoding["trajectory"]>;

/** An encoding of 100² pixels of 2 mm with a description, as it comes from a header's XML. */
function encodingWith(trajectory: Type | undefined, identifier?: string, long: Numbers = {}, double: Numbers = {}) {
  const list = (numbers: Numbers) => Object.entries(numbers).map(([name, value]) => ({ name, value }));
  return headerOf(
    encodingOf({
      encoded: [100, 100, 1],
      trajectory,
      encodingLimits: { kspaceEncodingStep1: { minimum: 0, maximum: 49, center: 0 } },
      ...(identifier !== undefined && {
        trajectoryDescription: { identifier, userParameterLong: list(long), userParameterDouble: list(double) },
      }),
    }),
  ).encoding[0]!;
}

const counts = { interleaves: 16, samples: 256 };
/** As in the converter of Siemens' data. */
const hargreaves = {
  long: { interleaves: 16, fov_coefficients: 1, SamplingTime_ns: 2600 },
  double: { MaxGradient_G_per_cm: 2.4, MaxSlewRate_G_per_cm_per_s: 14414, FOVCoeff_1_cm: 20, krmax_per_cm: 2.5 },
};

const trajectoryOf = (...description: Parameters<typeof encodingWith>) =>
  describedTrajectory(encodingWith(...description), 0, 256);

describe("describedTrajectory", () => {
  it("reads the spirals of Siemens' and Gadgetron's converters", () => {
    const { long, double } = hargreaves;
    const { trajectory, text } = trajectoryOf("spiral", "HargreavesVDS2000", long, double);
    expect(trajectory).toEqual({
      kind: "hargreaves-spirals",
      samples: 256,
      interleaves: 16,
      samplingTimeS: expect.closeTo(2.6e-6, 12),
      maxGradientGPerCm: 2.4,
      maxSlewRateGPerCmPerS: 14414,
      maxRadiusPerCm: 2.5,
      fieldOfViewCm: [20],
    });
    expect(text).toBe("16 spirals of HargreavesVDS2000");
  });

  it("reads all coefficients of the field of view that there are", () => {
    const long = { ...hargreaves.long, fov_coefficients: 2 };
    const two = trajectoryOf("spiral", "HargreavesVDS2000", long, { ...hargreaves.double, FOVCoeff_2_cm: -4 });
    expect(two.trajectory).toMatchObject({ fieldOfViewCm: [20, -4] });
    expect(() => trajectoryOf("spiral", "HargreavesVDS2000", long, hargreaves.double)).toThrow(
      "the trajectoryDescription HargreavesVDS2000 of encoding 0 has no parameter FOVCoeff_2_cm, a coefficient of the " +
        "spirals' field of view; fov_coefficients is 2; it is needed",
    );
  });

  it("reads what Larmor's phantom writes", () => {
    const spokes = { angle_increment_deg: 11.25 };
    const once = { ...counts, continued_over_repetitions: 0 };
    const plane = { kind: "spokes", ...counts, increment: Math.PI / 16, continued: false };
    expect(trajectoryOf("radial", "Radial", once, spokes)).toEqual({
      trajectory: plane,
      text: "16 spokes, 11.25° apart",
    });
    expect(trajectoryOf("radial", "StackOfStars", { ...once, partitions: 8 }, spokes)).toEqual({
      trajectory: { kind: "stack", plane, partitions: 8 },
      text: "8 partitions of 16 spokes, 11.25° apart",
    });
    expect(trajectoryOf("radial", "GoldenMeansKooshBall", counts)).toEqual({
      trajectory: { kind: "koosh-ball", ...counts },
      text: "koosh-ball of 16 spokes",
    });
    expect(trajectoryOf("spiral", "ArchimedeanSpiral", { ...counts, matrix: 100 })).toEqual({
      trajectory: { kind: "archimedean-spirals", ...counts, matrix: 100 },
      text: "16 spirals",
    });
  });

  it("assumes spokes where only their kind is known", () => {
    const spokes = { kind: "spokes", interleaves: 50, samples: 256 };
    expect(trajectoryOf("radial")).toEqual({
      trajectory: { ...spokes, increment: Math.PI / 50, continued: false },
      text: "50 spokes, 3.6° apart",
      assumed: "spokes at angles of 180° / 50 times kspace_encode_step_1",
    });
    expect(trajectoryOf("goldenangle", "unknown to us")).toEqual({
      trajectory: { ...spokes, increment: goldenAngle(), continued: true },
      text: "50 spokes, 111.246° apart",
      assumed: "spokes of the golden angle 111.246°, which go on from repetition to repetition",
    });
  });

  it.each<readonly [string, Numbers, Numbers, string]>([
    [
      "interleaves",
      { interleaves: 0 },
      {},
      "interleaves = 0, the spirals of an image; it must be a whole number of at least 1",
    ],
    [
      "krmax_per_cm",
      {},
      { krmax_per_cm: 5 },
      "krmax_per_cm = 5, the radius in 1/cm at the edge of k-space; it must be 2.5",
    ],
    [
      "MaxGradient_G_per_cm",
      {},
      { MaxGradient_G_per_cm: -1 },
      "the limit of the gradient in G/cm; it must be a positive",
    ],
    [
      "SamplingTime_ns",
      {},
      { SamplingTime_ns: 5000 },
      "SamplingTime_ns = 2600 and 5000, the time from sample to sample",
    ],
  ])("refuses a wrong %s", (_, long, double, message) => {
    const { long: longs, double: doubles } = hargreaves;
    const wrong = () => trajectoryOf("spiral", "HargreavesVDS2000", { ...longs, ...long }, { ...doubles, ...double });
    expect(wrong).toThrow(message);
  });

  it("refuses descriptions that are incomplete or contradict the readouts", () => {
    expect(() => trajectoryOf("radial", "Radial", counts)).toThrow(
      "has no parameter angle_increment_deg, the angle in degrees from one spoke to the next; it is needed",
    );
    const spokes = { angle_increment_deg: 11.25 };
    expect(() => trajectoryOf("radial", "Radial", { ...counts, continued_over_repetitions: 2 }, spokes)).toThrow(
      "it must be 0 or 1",
    );
    expect(() => trajectoryOf("spiral", "ArchimedeanSpiral", { ...counts, matrix: 100, samples: 300 })).toThrow(
      "samples = 300, the samples of a readout; it must be 256, as in the readouts",
    );
  });

  it.each(["spiral", "other", "cartesian", undefined] as const)("needs a description of %s", (type) => {
    expect(() => trajectoryOf(type)).toThrow(
      `whose trajectory is ${type ?? "not set"}, has no description of the trajectory; known are HargreavesVDS2000,`,
    );
    expect(() => trajectoryOf(type, "mine")).toThrow("describes it as 'mine'; known are");
  });
});
