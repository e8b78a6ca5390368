import { describe, expect, it } from "vitest";
import { type Trajectory, trajectoryPoints } from "../../src/numerics/trajectories/index.ts";
import { type Phantom, type PhantomOptions, phantom } from "../../src/simulator/index.ts";

const scan: PhantomOptions = { matrix: 16, coils: 1, noiseLevel: 0, repetitions: 2 };

function descriptionOf({ header }: Phantom) {
  const { trajectory, trajectoryDescription: description } = header.encoding[0]!;
  const { userParameterLong: long, userParameterDouble: double } = description!;
  const numbers = Object.fromEntries([...long, ...double].map(({ name, value }) => [name, value]));
  return { type: trajectory, identifier: description!.identifier, numbers: numbers as Record<string, number> };
}

/** The trajectory that a program reads from a header. */
function trajectoryOf(measured: Phantom): Trajectory {
  const { identifier, numbers } = descriptionOf(measured);
  const size = { interleaves: numbers.interleaves!, samples: numbers.samples! };
  const increment = (numbers.angle_increment_deg! * Math.PI) / 180;
  const spokes = { kind: "spokes", ...size, increment, continued: numbers.continued_over_repetitions === 1 } as const;
  switch (identifier) {
    case "Radial":
      return spokes;
    case "StackOfStars":
      return { kind: "stack", plane: spokes, partitions: numbers.partitions! };
    case "GoldenMeansKooshBall":
      return { kind: "koosh-ball", ...size };
    case "ArchimedeanSpiral":
      return { kind: "archimedean-spirals", ...size, matrix: numbers.matrix! };
    default:
      return {
        kind: "hargreaves-spirals",
        interleaves: numbers.interleaves!,
        samples: Number.MAX_SAFE_INTEGER,
        samplingTimeS: numbers.SamplingTime_ns! / 1e9,
        maxGradientGPerCm: numbers.MaxGradient_G_per_cm!,
        maxSlewRateGPerCmPerS: numbers.MaxSlewRate_G_per_cm_per_s!,
        maxRadiusPerCm: numbers.krmax_per_cm!,
        fieldOfViewCm: Array.from({ length: numbers.fov_coefficients! }, (_, i) => numbers[`FOVCoeff_${i + 1}_cm`]!),
      };
  }
}

describe("the header of a measurement along a trajectory", () => {
  it.each<[PhantomOptions, string, string]>([
    [{ trajectory: "radial" }, "radial", "Radial"],
    [{ trajectory: "radial", fullTurn: true }, "radial", "Radial"],
    [{ trajectory: "golden-angle" }, "goldenangle", "Radial"],
    [{ trajectory: "tiny-golden-angle", tinyGoldenNumber: 5 }, "goldenangle", "Radial"],
    [{ trajectory: "stack-of-stars", partitions: 3 }, "radial", "StackOfStars"],
    [{ trajectory: "koosh-ball", partitions: 4, interleaves: 30 }, "radial", "GoldenMeansKooshBall"],
    [{ trajectory: "spiral" }, "spiral", "ArchimedeanSpiral"],
    [{ trajectory: "variable-density-spiral" }, "spiral", "HargreavesVDS2000"],
    [{ trajectory: "variable-density-spiral", spiralDensity: 1 }, "spiral", "HargreavesVDS2000"],
  ])("determines its coordinates: %j", (options, type, identifier) => {
    const measured = phantom({ ...scan, ...options });
    expect(descriptionOf(measured)).toMatchObject({ type, identifier });
    const points = trajectoryPoints(trajectoryOf(measured));
    const omitted = phantom({ ...scan, ...options, trajectoryInHeader: true });
    const without = omitted.acquisitions();
    for (const { header, trajectory, data } of measured.acquisitions()) {
      const { kspaceEncodeStep1: interleaf, kspaceEncodeStep2: partition, repetition } = header;
      const computed = points({ interleaf, partition, repetition });
      expect(computed.length).toBe(trajectory.length);
      expect(computed.every((k, i) => Math.abs(k - trajectory[i]!) < 1e-6)).toBe(true);
      const same = without.next().value!;
      expect(same.data).toEqual(data);
      expect([same.trajectory.length, same.header.trajectoryDimensions]).toEqual([0, 0]);
    }
    expect(omitted.header.encoding).toEqual(measured.header.encoding);
  });

  it("has the parameters that Gadgetron reads", () => {
    const { numbers } = descriptionOf(phantom({ ...scan, trajectory: "variable-density-spiral", oversampling: 1 }));
    expect(numbers).toEqual({
      ...{ interleaves: 16, fov_coefficients: 2, SamplingTime_ns: 5000 },
      ...{ MaxGradient_G_per_cm: expect.closeTo(1 / (4258 * 30 * 5e-6), 6), MaxSlewRate_G_per_cm_per_s: 15000 },
      ...{ FOVCoeff_1_cm: 60, FOVCoeff_2_cm: expect.closeTo(-30 / (16 / 60), 6), krmax_per_cm: 16 / 60 },
    });
  });
});
