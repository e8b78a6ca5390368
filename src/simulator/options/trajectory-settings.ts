import { Spiral } from "../encoding/spiral.ts";
import type { PhantomSettings } from "./options.ts";
import { MAX_COUNT, refused, whole } from "./ranges.ts";
import { trajectories } from "./trajectory-options.ts";

const SPIRALS = 16;

export function isCartesian({ trajectory }: Pick<PhantomSettings, "trajectory">): boolean {
  return trajectory === "cartesian";
}

/** Spokes or spirals of an image, and the samples of each. */
export function interleavesOf({ trajectory, interleaves, interleafSamples, matrix, oversampling }: PhantomSettings) {
  const isSpiral = trajectory === "spiral";
  const count = interleaves || (isSpiral ? SPIRALS : Math.ceil((Math.PI / 2) * matrix));
  const ofSpiral = Math.ceil(new Spiral(matrix, count).length * matrix * oversampling);
  return { count, samples: interleafSamples || (isSpiral ? ofSpiral : matrix * oversampling) };
}

/** @throws PhantomError if a value is out of its range */
export function checkTrajectory(settings: PhantomSettings): void {
  if (!trajectories.includes(settings.trajectory)) {
    throw refused(settings, "trajectory", `one of ${trajectories.join(", ")}`);
  }
  whole(settings, "interleaves", 0, MAX_COUNT);
  whole(settings, "interleafSamples", 0, MAX_COUNT);
  if (!isCartesian(settings) && interleavesOf(settings).samples > MAX_COUNT) {
    throw refused(settings, "interleafSamples", `a number of 1 to ${MAX_COUNT} for this matrix`);
  }
}

/** Combinations of valid options with those of trajectories that are not supported, with what to say of each. */
export function forbiddenTrajectories(settings: PhantomSettings): (readonly [boolean, string])[] {
  const other = !isCartesian(settings);
  const plain = {
    ...{ partitions: 1, acceleration: 1, partialFourier: 1, asymmetricEcho: 1, phaseOversampling: 1 },
    ...{ discardPre: 0, discardPost: 0, calibrationWidth: 0, secondEncoding: 0, alternating: false, epi: false },
  } as const;
  const names = Object.keys(plain) as (keyof typeof plain)[];
  return [
    ...names.map(
      (name) =>
        [
          other && settings[name] !== plain[name],
          `${name} must be ${plain[name]}, unless the trajectory is cartesian`,
        ] as const,
    ),
    [!other && settings.interleaves > 0, "interleaves requires another trajectory than cartesian"],
    [!other && settings.interleafSamples > 0, "interleafSamples requires another trajectory than cartesian"],
  ];
}
