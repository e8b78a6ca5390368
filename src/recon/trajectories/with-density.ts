import { map, type OperatorFunction, pipe } from "rxjs";
import { type GadgetContext, mapOnPool, type SampleSet } from "../../gadget-api/index.ts";
import { type DensityWork, densityTask } from "../../numerics/nufft/index.ts";
import { TrajectoryError } from "./errors.ts";
import { KeptWeights } from "./kept-weights.ts";

export const densityMethods = ["auto", "voronoi", "pipe-menon", "uniform", "given"] as const;
export type DensityMethod = (typeof densityMethods)[number];

/**
 * Adds density weights to samples; computed ones are kept for trajectories that come again.
 * @throws TrajectoryError `no-density`, from the operator
 */
export function withDensity(
  context: GadgetContext,
  method: DensityMethod,
  iterations: number,
): OperatorFunction<SampleSet, SampleSet> {
  const kept = new KeptWeights();
  return pipe(
    // Results keep their order, so that weights that an earlier message computes are known when a later result leaves.
    mapOnPool(context, densityTask, (samples: SampleSet) => {
      const chosen = methodFor(samples, method);
      context.recordAttributes({ LarmorDensity: chosen });
      const { trajectory, dimensions, matrix, density } = samples;
      if (chosen === "given") return { result: { samples, entry: { trajectory, matrix, weights: density } } };
      const { entry, isNew } = kept.entryFor(samples);
      const result = { samples, entry };
      if (!isNew) return { result };
      const [x, y, z] = matrix;
      return {
        parameters: { method: chosen, dimensions, size: { x, y, z }, iterations },
        input: trajectory,
        outputLength: trajectory.length / dimensions,
        heavy: true,
        finish(weights) {
          entry.weights = weights;
          return result;
        },
      };
    }),
    map(({ samples, entry }) => ({ ...samples, trajectory: entry.trajectory, density: entry.weights! })),
  );
}

function methodFor({ density, dimensions }: SampleSet, method: DensityMethod): DensityWork["method"] | "given" {
  if (density !== undefined && (method === "auto" || method === "given")) return "given";
  if (method === "given") {
    throw new TrajectoryError("no-density", "the samples have no weights of their own, which 'method: given' needs");
  }
  if (method === "voronoi" && dimensions === 3) {
    throw new TrajectoryError(
      "no-density",
      "Voronoi cells are computed in a plane, and the trajectory is 3-dimensional",
    );
  }
  return method === "auto" ? "pipe-menon" : method;
}
