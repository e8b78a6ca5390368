import { interleafCount, trajectoryOf } from "../encoding/trajectory.ts";
import type { PhantomSettings } from "./options.ts";
import { MAX_COUNT, refused, whole } from "./ranges.ts";
import { type PhantomTrajectory, trajectories, trajectoryDefaults } from "./trajectory-options.ts";

export function isCartesian({ trajectory }: Pick<PhantomSettings, "trajectory">): boolean {
  return trajectory === "cartesian";
}

/** @throws PhantomError if a value is out of its range */
export function checkTrajectory(settings: PhantomSettings): void {
  const { trajectory, spiralDensity, gradientDelays } = settings;
  if (!trajectories.includes(trajectory)) throw refused(settings, "trajectory", `one of ${trajectories.join(", ")}`);
  whole(settings, "interleaves", 0, MAX_COUNT);
  whole(settings, "interleafSamples", 0, MAX_COUNT);
  whole(settings, "tinyGoldenNumber", 1, MAX_COUNT);
  if (!(spiralDensity >= 1 && Number.isFinite(spiralDensity))) {
    throw refused(settings, "spiralDensity", "a number of at least 1");
  }
  const delays: readonly unknown[] = gradientDelays;
  if (delays.length !== 3 || !delays.every(Number.isFinite)) {
    throw refused(settings, "gradientDelays", "three finite numbers of samples");
  }
  if (!isCartesian(settings)) checkCounters(settings);
}

/** Counters and numbers of samples are 16 bits wide in MRD. */
function checkCounters(settings: PhantomSettings): void {
  const fitting = `a number of 1 to ${MAX_COUNT} for this matrix`;
  if (interleafCount(settings) > MAX_COUNT) throw refused(settings, "interleaves", fitting);
  const trajectory = trajectoryOf(settings);
  const { kind, samples } = trajectory.kind === "stack" ? trajectory.plane : trajectory;
  if (samples <= MAX_COUNT) return;
  if (kind === "hargreaves-spirals") throw refused(settings, "interleaves", "a larger number for this matrix");
  throw refused(settings, "interleafSamples", fitting);
}

/** The values of options that other trajectories than Cartesian ones do not have. */
const cartesianOnly = {
  ...{
    acceleration: 1,
    accelerationZ: 1,
    partialFourier: 1,
    partialFourierZ: 1,
    asymmetricEcho: 1,
    phaseOversampling: 1,
  },
  ...{ discardPre: 0, discardPost: 0, calibrationWidth: 0, secondEncoding: 0, alternating: false, epi: false },
  ...{ phaseMap: false },
} as const;

/** The trajectories that an option needs if it is not the default. */
const needing: { readonly [Name in keyof typeof trajectoryDefaults]?: readonly PhantomTrajectory[] } = {
  interleafSamples: trajectories.filter((name) => name !== "cartesian" && name !== "variable-density-spiral"),
  fullTurn: ["radial", "stack-of-stars"],
  tinyGoldenNumber: ["tiny-golden-angle"],
  spiralDensity: ["variable-density-spiral"],
};

/** The trajectories of volumes. */
const volumes: readonly PhantomTrajectory[] = ["stack-of-stars", "koosh-ball"];

/** Combinations of valid options with those of trajectories that are not supported, with what to say of each. */
export function forbiddenTrajectories(settings: PhantomSettings): (readonly [boolean, string])[] {
  const { trajectory, partitions } = settings;
  const other = !isCartesian(settings);
  const isVolume = volumes.includes(trajectory);
  const changed = (name: keyof typeof trajectoryDefaults) =>
    String(settings[name]) !== String(trajectoryDefaults[name]);
  const cartesian = Object.keys(cartesianOnly) as (keyof typeof cartesianOnly)[];
  return [
    ...cartesian.map(
      (name) =>
        [
          other && settings[name] !== cartesianOnly[name],
          `${name} must be ${cartesianOnly[name]}, unless the trajectory is cartesian`,
        ] as const,
    ),
    [other && !isVolume && partitions > 1, `partitions must be 1 for the trajectory ${trajectory}`],
    [isVolume && partitions === 1, `the trajectory ${trajectory} requires partitions to be more than 1`],
    ...Object.entries(needing).map(
      ([name, allowed]) =>
        [
          changed(name as keyof typeof needing) && !allowed.includes(trajectory),
          `${name} requires the trajectory ${allowed.length > 1 ? "to be one of " : ""}${allowed.join(", ")}`,
        ] as const,
    ),
    ...(["interleaves", "gradientDelays", "trajectoryInHeader"] as const).map(
      (name) => [!other && changed(name), `${name} requires another trajectory than cartesian`] as const,
    ),
  ];
}
