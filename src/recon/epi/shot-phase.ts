import type { ImageAttributes } from "../../gadget-api/index.ts";
import { type EpiPhase, PhaseFactors } from "../../numerics/epi/index.ts";

/** The phase of a shot, and what remains of its ghost. */
export class ShotPhase {
  readonly factors: PhaseFactors;
  /** For the attributes of its image. */
  readonly facts: ImageAttributes;
  readonly #phase: EpiPhase;

  /**
   * @param pixels of a line
   * @param ghost relative to the object
   * @param repetition of its navigators
   */
  constructor(
    phase: EpiPhase,
    pixels: number,
    readonly ghost: number,
    readonly repetition: number,
  ) {
    this.#phase = phase;
    this.factors = new PhaseFactors(phase, pixels);
    this.facts = {
      LarmorEpiSlope: rounded(phase.oddEven.slope),
      LarmorEpiIntercept: rounded(phase.oddEven.intercept),
      LarmorEpiDrift: rounded(phase.drift.intercept),
      LarmorEpiGhost: rounded(ghost),
    };
  }

  /** As a clause. */
  get text(): string {
    const { oddEven, drift } = this.#phase;
    return (
      `odd-even phase ${oddEven.slope.toFixed(3)} rad over the field of view and ${oddEven.intercept.toFixed(3)} rad at its ` +
      `centre, drift ${drift.intercept.toFixed(4)} rad from echo to echo; remaining ghost ${(100 * this.ghost).toFixed(1)} %`
    );
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
