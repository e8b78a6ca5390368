import type { GadgetContext, SampleSet } from "../../gadget-api/index.ts";
import { NumericsError } from "../../numerics/index.ts";
import { delayedPoints, type GradientDelays, ringDelays } from "../../numerics/trajectories/index.ts";
import { TrajectoryError } from "./errors.ts";

/** `none`; delays of the gradients in samples, as numbers or text; or `ring`, to estimate them. */
export type DelaySetting = string | readonly number[];

/** Moves coordinates to where samples were measured if gradients are delayed. */
export class DelayCorrection {
  readonly #context: GadgetContext;
  readonly #setting: DelaySetting;
  /** By encoding: gradients have the same delays in all images. */
  readonly #estimated = new Map<number, GradientDelays>();

  constructor(context: GadgetContext, setting: DelaySetting) {
    this.#context = context;
    this.#setting = setting;
  }

  /** @throws TrajectoryError `no-delays` if they cannot be estimated from the first image of an encoding */
  correct(samples: SampleSet): SampleSet {
    if (this.#setting === "none") return samples;
    const delays = this.#setting === "ring" ? this.#estimateFrom(samples) : numbersOf(this.#setting);
    const { dimensions, readouts, attributes } = samples;
    const trajectory = new Float32Array(samples.trajectory.length);
    let from = 0;
    for (const { samples: count } of readouts) {
      const until = from + dimensions * count;
      trajectory.set(delayedPoints(samples.trajectory.subarray(from, until), dimensions, delays), from);
      from = until;
    }
    const LarmorGradientDelays = delays.map((delay) => String(Math.round(1e4 * delay) / 1e4 + 0));
    return { ...samples, trajectory, attributes: { ...attributes, LarmorGradientDelays } };
  }

  #estimateFrom(samples: SampleSet): GradientDelays {
    const { encoding, data, coils, trajectory, dimensions, readouts } = samples;
    const known = this.#estimated.get(encoding);
    if (known !== undefined) return known;
    const counts = readouts.map((readout) => readout.samples);
    const delays = ringOrRefusal(() => ringDelays({ data, coils, trajectory, dimensions, counts }));
    this.#estimated.set(encoding, delays);
    const [x, y, xy] = delays.map((delay) => delay.toFixed(3));
    this.#context.report(
      "info",
      `encoding ${encoding}: gradient delays of ${x} (x), ${y} (y) and ${xy} (xy) samples, estimated from intersections of spokes`,
    );
    return delays;
  }
}

function numbersOf(setting: DelaySetting): GradientDelays {
  const numbers = typeof setting === "string" ? setting.split(",").map(Number) : setting;
  return numbers as unknown as GradientDelays;
}

function ringOrRefusal(estimate: () => GradientDelays): GradientDelays {
  try {
    return estimate();
  } catch (error) {
    if (!(error instanceof NumericsError)) throw error;
    throw new TrajectoryError("no-delays", `gradient delays cannot be estimated: ${error.message}`);
  }
}
