import { map, type OperatorFunction, pipe } from "rxjs";
import { type GadgetContext, mapOnPool, type SampleSet } from "../../gadget-api/index.ts";
import { NumericsError } from "../../numerics/index.ts";
import { densityTask, ellipsoid } from "../../numerics/nufft/index.ts";
import { analyticWeights, hogeWeights } from "../../numerics/trajectories/index.ts";
import { TrajectoryError } from "./errors.ts";
import { KeptWeights } from "./kept-weights.ts";

export const densityMethods = ["auto", "voronoi", "pipe-menon", "analytic", "uniform", "given", "gadgetron"] as const;
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
      if (chosen === "analytic" || chosen === "hoge") {
        entry.weights = chosen === "analytic" ? analytic(samples) : hoge(samples);
        return { result };
      }
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

/** Weights of spokes and spirals. @throws TrajectoryError `no-density` */
function analytic({ trajectory, dimensions, readouts }: SampleSet): Float32Array {
  try {
    return analyticWeights(
      trajectory,
      dimensions,
      readouts.map(({ samples }) => samples),
    );
  } catch (error) {
    if (!(error instanceof NumericsError)) throw error;
    throw new TrajectoryError("no-density", error.message);
  }
}

/** Gadgetron's weights of spirals, as areas. */
function hoge({ trajectory, dimensions, readouts }: SampleSet): Float32Array {
  const weights = hogeWeights(
    trajectory,
    dimensions,
    readouts.map(({ samples }) => samples),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const factor = sum > 0 ? ellipsoid(trajectory, dimensions) / sum : 0;
  return weights.map((weight) => weight * factor);
}

function methodFor({ density, dimensions, trajectory }: SampleSet, method: DensityMethod) {
  if (density !== undefined && (method === "auto" || method === "given" || method === "gadgetron")) return "given";
  // Gadgetron iterates without weights; spirals are those that start at the centre.
  if (method === "gadgetron") return trajectory[0] === 0 && trajectory[1] === 0 ? "hoge" : "analytic";
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
