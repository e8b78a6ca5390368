import { NumericsError, requireCount } from "../errors.ts";

/** Gyromagnetic ratio of protons in Hz/G, as in the original program. */
const GAMMA = 4258;
/** The original program's limit, for designs that never reach the edge of k-space. */
const MAX_SAMPLES = 100_000;

/** A variable-density spiral, in the units of its header parameters. */
export interface HargreavesDesign {
  readonly interleaves: number;
  readonly samplingTimeS: number;
  readonly maxGradientGPerCm: number;
  readonly maxSlewRateGPerCmPerS: number;
  /** Radius in 1/cm at the edge of k-space, half of a cycle per pixel. */
  readonly maxRadiusPerCm: number;
  /** Coefficients F0, F1, … of the field of view F0 + F1 r + F2 r² + … in cm at radius r in 1/cm. */
  readonly fieldOfViewCm: readonly number[];
}

/**
 * The fastest spiral within the limits of gradient and slew rate whose interleaves are 1 / FOV(r) apart: B. Hargreaves'
 * `vds`, 2000, from r = 0 in steps of the sampling time (explicit Euler). As in Gadgetron, the first sample is at the
 * centre, and the spiral is point-reflected: it starts against the gradient.
 * @returns the first interleaf, `[samples][2]` in cycles per pixel, until less than a step before 0.5
 * @throws NumericsError `bad-length`, `bad-argument` for parameters that are not positive
 */
export function hargreavesSpiral(design: HargreavesDesign): Float64Array {
  check(design);
  const { samplingTimeS, maxRadiusPerCm } = design;
  const points = [0, 0];
  let [radius, radialSpeed, angle, angularSpeed] = [0, 0, 0, 0];
  while (radius < maxRadiusPerCm && points.length < 2 * MAX_SAMPLES) {
    const { radial, angular } = accelerations(design, radius, radialSpeed);
    angularSpeed += angular * samplingTimeS;
    angle += angularSpeed * samplingTimeS;
    radialSpeed += radial * samplingTimeS;
    radius += radialSpeed * samplingTimeS;
    const scaled = -radius / (2 * maxRadiusPerCm);
    points.push(scaled * Math.cos(angle), scaled * Math.sin(angle));
  }
  return Float64Array.from(points.slice(0, -2)); // Each gradient leads to the next sample, and the last one to none.
}

/** Second derivatives of radius and angle at a radius: equations 5 to 7 of the original. */
function accelerations(design: HargreavesDesign, radius: number, speed: number) {
  const { interleaves, samplingTimeS, maxGradientGPerCm, maxSlewRateGPerCmPerS } = design;
  const { fov, slope } = fieldOfView(design, radius);
  const twist = (2 * Math.PI * fov) / interleaves; // angle per radius
  const change = (slope / fov) * radius;
  const maxGradient = Math.min(maxGradientGPerCm, 1 / (GAMMA * fov * samplingTimeS));
  const maxSpeed = (GAMMA * maxGradient) / Math.hypot(1, twist * radius);
  let radial = (maxSpeed - speed) / samplingTimeS;
  if (speed <= maxSpeed) {
    const a = 1 + (twist * radius) ** 2;
    const b = 2 * twist ** 2 * radius * speed ** 2 * (1 + change);
    const c =
      twist ** 2 * speed ** 4 * ((twist * radius) ** 2 + 4 + change ** 2 + 4 * change) -
      (GAMMA * maxSlewRateGPerCmPerS) ** 2;
    radial = -b / (2 * a) + Math.sqrt(Math.max(0, (b / (2 * a)) ** 2 - c / a));
  }
  return { radial, angular: twist * ((slope / fov) * speed ** 2 + radial) };
}

/** The field of view and its derivative, by Horner's rule. */
function fieldOfView({ fieldOfViewCm }: HargreavesDesign, radius: number): { fov: number; slope: number } {
  let [fov, slope] = [0, 0];
  for (const coefficient of fieldOfViewCm.toReversed()) {
    slope = slope * radius + fov;
    fov = fov * radius + coefficient;
  }
  if (fov > 0) return { fov, slope };
  throw new NumericsError("bad-argument", `the field of view at ${radius} / cm must be positive, not ${fov} cm`);
}

function check(design: HargreavesDesign): void {
  requireCount("the interleaves of a spiral", design.interleaves, 1);
  for (const name of ["samplingTimeS", "maxGradientGPerCm", "maxSlewRateGPerCmPerS", "maxRadiusPerCm"] as const) {
    const value = design[name];
    if (value > 0 && value < Number.POSITIVE_INFINITY) continue;
    throw new NumericsError("bad-argument", `${name} of a spiral must be a positive number, not ${value}`);
  }
}
