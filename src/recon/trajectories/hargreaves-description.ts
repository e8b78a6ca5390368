import type { Encoding } from "../../mrd/index.ts";
import type { HargreavesSpirals } from "../../numerics/trajectories/index.ts";
import type { DescriptionParameters } from "./description-parameters.ts";

/** The radius at the edge may differ by this part from that of the encoded matrix. */
const TOLERANCE = 0.05;

/**
 * Spirals of the description HargreavesVDS2000, which the converter of Siemens' data writes, and Gadgetron reads. The
 * field of view F1 + F2 r + … of the spirals has `fov_coefficients` coefficients, of which Gadgetron reads only the
 * first.
 */
export function hargreavesSpirals(
  encoding: Encoding,
  parameters: DescriptionParameters,
  samples: number,
): HargreavesSpirals {
  return {
    kind: "hargreaves-spirals",
    samples,
    interleaves: parameters.count("interleaves", "the spirals of an image"),
    samplingTimeS: 1e-9 * parameters.positive("SamplingTime_ns", "the time from sample to sample in ns"),
    maxGradientGPerCm: parameters.positive("MaxGradient_G_per_cm", "the limit of the gradient in G/cm"),
    maxSlewRateGPerCmPerS: parameters.positive("MaxSlewRate_G_per_cm_per_s", "the limit of the slew rate in G/cm/s"),
    maxRadiusPerCm: edge(encoding, parameters),
    fieldOfViewCm: fieldOfView(parameters),
  };
}

/** The radius in 1/cm at the edge of k-space. */
function edge({ encodedSpace }: Encoding, parameters: DescriptionParameters): number {
  const meaning = "the radius in 1/cm at the edge of k-space";
  const radius = parameters.positive("krmax_per_cm", meaning);
  const expected = encodedSpace.matrixSize.x / (0.2 * encodedSpace.fieldOfViewMm.x);
  if (!(expected > 0) || Math.abs(radius / expected - 1) <= TOLERANCE) return radius;
  const needed = `${Math.round(1e4 * expected) / 1e4}, which is the encoded matrix over twice the encoded field of view`;
  throw parameters.refused("krmax_per_cm", radius, meaning, needed);
}

/** Coefficients in cm, cm², … */
function fieldOfView(parameters: DescriptionParameters): number[] {
  const meaning = "the number of the field of view's coefficients FOVCoeff_1_cm, …";
  const first = parameters.positive("FOVCoeff_1_cm", "the field of view of the spirals in cm");
  const count = parameters.all("fov_coefficients").length > 0 ? parameters.count("fov_coefficients", meaning) : 1;
  const further = Array.from({ length: Math.min(count, 16) - 1 }, (_, i) =>
    parameters.number(
      `FOVCoeff_${i + 2}_cm`,
      `a coefficient of the spirals' field of view; fov_coefficients is ${count}`,
    ),
  );
  return [first, ...further];
}
