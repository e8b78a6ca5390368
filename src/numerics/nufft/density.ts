import { defineTask } from "../../pool/index.ts";
import { requireLength } from "../errors.ts";
import { NufftPlan } from "./plan.ts";
import type { ImageSize } from "./sizes.ts";
import { voronoiAreas } from "./voronoi.ts";

/** How density weights are computed. */
export interface DensityWork {
  readonly method: "voronoi" | "pipe-menon" | "uniform";
  readonly dimensions: 2 | 3;
  readonly size: ImageSize;
  /** Of `pipe-menon`. */
  readonly iterations: number;
}

/**
 * The areas or volumes of k-space that samples stand for, in (cycles per pixel)^dimensions. With them, the adjoint
 * transform gives images of true scale.
 * @param trajectory `[samples][dimensions]` in cycles per pixel
 * @param weights receives `[samples]`
 * @throws NumericsError `shape-mismatch`, `bad-argument` for Voronoi cells of a volume
 */
function computeWeights(work: DensityWork, trajectory: Float32Array, weights: Float32Array): void {
  const { method, dimensions, size, iterations } = work;
  requireLength("the density weights", weights, trajectory.length / dimensions);
  if (method === "voronoi") weights.set(voronoiAreas(trajectory, size));
  else if (method === "uniform") weights.fill(ellipsoid(trajectory, dimensions) / weights.length);
  else weights.set(pipeMenonWeights(new NufftPlan(trajectory, dimensions, size), iterations));
}

/** {@link computeWeights} as a task of the worker pool. */
export const densityTask = defineTask("density-weights", computeWeights);

/**
 * Weights w with which the density of samples is the same everywhere, by iterations w ← w / (w ∗ ψ).
 *
 * Source: J. G. Pipe and P. Menon, Magn Reson Med 41:179 (1999).
 */
export function pipeMenonWeights(plan: NufftPlan, iterations: number): Float32Array {
  const weights = new Float32Array(plan.samples).fill(1);
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const density = plan.densityAt(weights);
    for (let j = 0; j < weights.length; j += 1) weights[j] = density[j]! > 0 ? weights[j]! / density[j]! : 0;
  }
  const cell = 1 / (plan.size.x * plan.size.y * (plan.size.z ?? 1));
  return weights.map((weight) => weight * cell);
}

/** Area or volume of the ellipse or ellipsoid that samples reach to, in (cycles per pixel)^dimensions. */
export function ellipsoid(trajectory: Float32Array, dimensions: 2 | 3): number {
  const reach = new Array<number>(dimensions).fill(0);
  for (const [i, k] of trajectory.entries()) reach[i % dimensions] = Math.max(reach[i % dimensions]!, Math.abs(k));
  return reach.reduce((product, extent) => product * extent, dimensions === 2 ? Math.PI : (4 / 3) * Math.PI);
}
