import type { BlockShape } from "../../numerics/parallel/index.ts";

/** How many coils are unfolded and combined: a number, or as many as have this part of the first one's energy. */
export interface DestinationRule {
  /** 0 if the threshold decides. */
  readonly count: number;
  /** All coils, if it is negative. */
  readonly threshold: number;
}

/**
 * The number of coils, from the first on, that are unfolded. The coils should be principal components, in descending
 * order: the first one below the threshold ends the list, as in Gadgetron.
 * @param data of the calibration block, `[coils][e2][e1][e0]` complex
 */
export function destinationCount({ coils }: BlockShape, data: Float32Array, rule: DestinationRule): number {
  if (rule.count > 0 && rule.count <= coils) return rule.count;
  if (rule.threshold < 0) return coils;
  const length = data.length / coils;
  const energies = Array.from({ length: coils }, (_, coil) => {
    let sum = 0;
    for (let i = coil * length; i < (coil + 1) * length; i += 1) sum += data[i]! * data[i]!;
    return sum;
  });
  const below = energies.findIndex((energy, coil) => coil > 0 && energy < rule.threshold * energies[0]!);
  return below < 0 ? coils : below;
}
