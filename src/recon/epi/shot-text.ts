import type { ImageAttributes } from "../../gadget-api/index.ts";
import type { ShotPhase } from "./echo-train.ts";

/** The phase of a shot, for the attributes of its image. */
export function shotFacts({ phase: { oddEven, drift }, ghost }: ShotPhase): ImageAttributes {
  return {
    LarmorEpiSlope: rounded(oddEven.slope),
    LarmorEpiIntercept: rounded(oddEven.intercept),
    LarmorEpiDrift: rounded(drift.intercept),
    LarmorEpiGhost: rounded(ghost),
  };
}

/** The phase of a shot, as a clause. */
export function shotText({ phase: { oddEven, drift }, ghost }: ShotPhase): string {
  return (
    `odd-even phase ${oddEven.slope.toFixed(3)} rad over the field of view and ${oddEven.intercept.toFixed(3)} rad at its ` +
    `centre, drift ${drift.intercept.toFixed(4)} rad from echo to echo; remaining ghost ${(100 * ghost).toFixed(1)} %`
  );
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
