import type { EpiPhase } from "../../numerics/epi/index.ts";

/** The phases of one shot over the repetitions, smoothed by a weighted linear fit over the last ones. */
export class PhaseHistory {
  readonly #length: number;
  readonly #phases: EpiPhase[] = [];

  /** @param length number of repetitions that are fitted; fewer than 2 leave each phase as it is */
  constructor(length: number) {
    this.#length = length;
  }

  /** Adds the phase of the next repetition. @returns the value of the fit there */
  add(phase: EpiPhase): EpiPhase {
    if (this.#length < 2) return phase;
    const previous = this.#phases.at(-1);
    this.#phases.push(previous === undefined ? phase : unwrapped(phase, previous));
    if (this.#phases.length > this.#length) this.#phases.shift();
    const fitted = (value: (phase: EpiPhase) => number) => lastOfFit(this.#phases, value);
    return {
      oddEven: { slope: fitted((each) => each.oddEven.slope), intercept: fitted((each) => each.oddEven.intercept) },
      residual: phase.residual?.map((_, pixel) => fitted((each) => each.residual?.[pixel] ?? 0)),
      drift: { slope: fitted((each) => each.drift.slope), intercept: fitted((each) => each.drift.intercept) },
      weight: phase.weight,
    };
  }
}

/** The same phase with the intercept that is nearest to that of the repetition before it. */
function unwrapped(phase: EpiPhase, previous: EpiPhase): EpiPhase {
  const turns = Math.round((phase.oddEven.intercept - previous.oddEven.intercept) / (2 * Math.PI));
  return { ...phase, oddEven: { ...phase.oddEven, intercept: phase.oddEven.intercept - 2 * Math.PI * turns } };
}

/** The weighted linear fit of values in equal distances, at the last of them. */
function lastOfFit(phases: readonly EpiPhase[], value: (phase: EpiPhase) => number): number {
  let [weights, mean, time] = [0, 0, 0];
  for (const [i, phase] of phases.entries()) {
    weights += phase.weight;
    mean += phase.weight * value(phase);
    time += phase.weight * i;
  }
  if (!(weights > 0)) return value(phases.at(-1)!);
  mean /= weights;
  time /= weights;
  let [covariance, variance] = [0, 0];
  for (const [i, phase] of phases.entries()) {
    covariance += phase.weight * (i - time) * (value(phase) - mean);
    variance += phase.weight * (i - time) ** 2;
  }
  return variance > 0 ? mean + (covariance / variance) * (phases.length - 1 - time) : mean;
}
