import type { NufftPlan } from "./plan.ts";

/**
 * The areas of k-space that samples stand for, in (cycles per pixel)²: weights w with which the density of samples is
 * the same everywhere, by iterations w ← w / (w ∗ ψ). With them, the adjoint transform gives images of true scale.
 *
 * Source: J. G. Pipe and P. Menon, Magn Reson Med 41:179 (1999).
 */
export function pipeMenonWeights(plan: NufftPlan, iterations: number): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(plan.samples).fill(1);
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const density = plan.densityAt(weights);
    for (let j = 0; j < weights.length; j += 1) weights[j] = density[j]! > 0 ? weights[j]! / density[j]! : 0;
  }
  const cell = 1 / (plan.size.x * plan.size.y);
  return weights.map((weight) => weight * cell);
}
