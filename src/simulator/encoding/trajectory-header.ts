import type { MrdHeaderInput } from "../../mrd/index.ts";
import type { HargreavesSpirals, Spokes, Trajectory } from "../../numerics/trajectories/index.ts";
import type { PhantomSettings } from "../options/options.ts";
import { trajectoryOf } from "./trajectory.ts";

type EncodingInput = NonNullable<MrdHeaderInput["encoding"]>[number];
type Description = NonNullable<EncodingInput["trajectoryDescription"]>;

/**
 * What the header says of a trajectory, from which a program can compute all coordinates: of Hargreaves' spirals as
 * scanners' converters and Gadgetron do.
 */
export function trajectoryDescription(settings: PhantomSettings): Pick<EncodingInput, "trajectory"> & {
  readonly trajectoryDescription: Description;
} {
  const trajectory = trajectoryOf(settings);
  return { trajectory: typeOf(trajectory), trajectoryDescription: describe(trajectory) };
}

function typeOf(trajectory: Trajectory): "radial" | "goldenangle" | "spiral" {
  if (trajectory.kind.endsWith("spirals")) return "spiral";
  return trajectory.kind === "spokes" && trajectory.continued ? "goldenangle" : "radial";
}

function describe(trajectory: Trajectory): Description {
  switch (trajectory.kind) {
    case "spokes":
      return describeSpokes(trajectory);
    case "stack": {
      const plane = describe(trajectory.plane);
      return {
        ...plane,
        identifier: "StackOfStars",
        userParameterLong: [...plane.userParameterLong!, { name: "partitions", value: trajectory.partitions }],
        comment: `${plane.comment}; partition p = kspace_encode_step_2 at (p - floor(partitions / 2)) / partitions along z`,
      };
    }
    case "koosh-ball":
      return {
        identifier: "GoldenMeansKooshBall",
        userParameterLong: counts(trajectory),
        comment:
          `${SAMPLES} along the direction of spoke n = repetition * interleaves + kspace_encode_step_1: ` +
          "z = frac(0.465571 n), azimuth = 2 pi frac(0.682328 n), golden means of Chan et al., 2009",
      };
    case "archimedean-spirals":
      return {
        identifier: "ArchimedeanSpiral",
        userParameterLong: [...counts(trajectory), { name: "matrix", value: trajectory.matrix }],
        comment:
          "samples in equal distances from the centre to 0.5 cycles per pixel, radius = angle * interleaves / (2 pi matrix), " +
          "turned by 2 pi kspace_encode_step_1 / interleaves",
      };
    case "hargreaves-spirals":
      return describeHargreaves(trajectory);
  }
}

const SAMPLES = "cycles per pixel: sample i at (i - floor(samples / 2)) / samples";

function describeSpokes(spokes: Spokes): Description {
  const index = spokes.continued ? "(repetition * interleaves + kspace_encode_step_1)" : "kspace_encode_step_1";
  return {
    identifier: "Radial",
    userParameterLong: [...counts(spokes), { name: "continued_over_repetitions", value: spokes.continued ? 1 : 0 }],
    userParameterDouble: [{ name: "angle_increment_deg", value: (spokes.increment * 180) / Math.PI }],
    comment: `${SAMPLES} of the spoke at the angle ${index} * angle_increment_deg`,
  };
}

function describeHargreaves(spirals: HargreavesSpirals): Description {
  return {
    identifier: "HargreavesVDS2000",
    userParameterLong: [
      { name: "interleaves", value: spirals.interleaves },
      { name: "fov_coefficients", value: spirals.fieldOfViewCm.length },
      { name: "SamplingTime_ns", value: Math.round(1e9 * spirals.samplingTimeS) },
    ],
    userParameterDouble: [
      { name: "MaxGradient_G_per_cm", value: spirals.maxGradientGPerCm },
      { name: "MaxSlewRate_G_per_cm_per_s", value: spirals.maxSlewRateGPerCmPerS },
      ...spirals.fieldOfViewCm.map((value, i) => ({ name: `FOVCoeff_${i + 1}_cm`, value })),
      { name: "krmax_per_cm", value: spirals.maxRadiusPerCm },
    ],
    comment: "spirals of B. Hargreaves' vds, of the field of view F1 + F2 r in cm at radius r in 1/cm",
  };
}

function counts({ interleaves, samples }: { readonly interleaves: number; readonly samples: number }) {
  return [
    { name: "interleaves", value: interleaves },
    { name: "samples", value: samples },
  ];
}
