import { defineTask } from "../../pool/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { solveRegularized } from "../linalg/index.ts";
import { type BlockShape, type GrappaKernel, kernelEquations, kernelTargets } from "./grappa-kernel.ts";
import { type NormalEquations, normalEquations } from "./normal-equations.ts";

/** One calibration block, and the kernel that is to be computed from it. */
export interface GrappaCalibration {
  readonly block: BlockShape;
  readonly kernel: GrappaKernel;
  /** Index of the k-space centre along e0, within the block. */
  readonly center: number;
  /** λ, relative to the mean diagonal element of AᴴA; `undefined` to choose it by the noise. */
  readonly lambda: number | undefined;
  /** Samples of a coil that each target of the kernel will compute, to choose λ. */
  readonly samples: number;
  /** Positions along e0 that are used, about the centre; by default, as many as give 45 equations per unknown. */
  readonly columns?: number;
}

/** Parameters of the task. */
export interface GrappaWeightsWork {
  readonly calibrations: readonly GrappaCalibration[];
}

/** Limits of a λ that is chosen by the noise. */
const LOWEST_LAMBDA = 1e-4;
const HIGHEST_LAMBDA = 0.1;
/** λ of the solution from which the noise is estimated: Gadgetron's. */
const FIRST_LAMBDA = 5e-4;

/** Number of complex weights, `[targets][sources][coils][e0][destinations]`. */
export function weightCount(kernel: GrappaKernel, coils: number): number {
  const pairs = coils * (kernel.destinations ?? coils);
  return kernelTargets(kernel).length * kernel.size.reduce((product, size) => product * size, pairs);
}

/** Length of the result of a calibration, in floats: the weights, and λ. */
export function weightsLength({ kernel, block }: GrappaCalibration): number {
  return 2 * weightCount(kernel, block.coils) + 1;
}

/** Memory that the weights of a calibration take while they are computed, in floats: AᴴA, its factor, and solutions. */
export function weightsWorkLength({ kernel, block }: GrappaCalibration): number {
  const { unknowns } = kernelEquations(kernel, block);
  const columns = kernelTargets(kernel).length * block.coils;
  const doubles = 2 * (2 * unknowns * unknowns + 3 * unknowns * columns);
  return (doubles * Float64Array.BYTES_PER_ELEMENT) / Float32Array.BYTES_PER_ELEMENT;
}

/**
 * GRAPPA weights (Griswold et al., Magn Reson Med 47:1202, 2002): the w that minimizes |A w − b|² + λ |w|², where the rows of
 * A are samples of all coils around a position of the calibration block, and b the samples that undersampling leaves
 * out.
 * @param data a calibration block, `[coils][e2][e1][e0]` complex, in k-space
 * @param weights receives `[targets][sources][source coils][e0][destinations]` complex
 * @returns λ
 * @throws NumericsError `shape-mismatch`
 */
export function grappaWeights(calibration: GrappaCalibration, data: Float32Array, weights: Float32Array): number {
  const { block, kernel, center } = calibration;
  requireLength("the calibration block", data, 2 * block.e0 * block.e1 * block.e2 * block.coils);
  requireLength("the weights", weights, 2 * weightCount(kernel, block.coils));
  requireCount("the number of equations", kernelEquations(kernel, block).equations, 1);
  const equations = normalEquations(data, block, kernel, center, calibration.columns);
  const { unknowns, matrix, rightSides } = equations;
  let trace = 0;
  for (let i = 0; i < unknowns; i++) trace += matrix[2 * (i * unknowns + i)]!;
  const mean = trace / unknowns;
  const solve = (lambda: number) => solveRegularized(matrix, unknowns, rightSides, lambda * mean);
  const lambda = calibration.lambda ?? lambdaByNoise(equations, solve(FIRST_LAMBDA), mean, calibration.samples);
  const solution = solve(lambda);
  const columns = rightSides.length / (2 * unknowns);
  const destinations = kernel.destinations ?? block.coils;
  const targets = columns / destinations;
  const width = 2 * destinations;
  for (let unknown = 0; unknown < unknowns; unknown++) {
    for (let target = 0; target < targets; target++) {
      const from = 2 * unknown * columns + target * width;
      weights.set(solution.subarray(from, from + width), (target * unknowns + unknown) * width);
    }
  }
  return lambda;
}

/**
 * λ by which the filled lines have a small error. With noise of variance σ² per sample, M samples to be computed have an
 * error of about |A w − b|² of the noiseless calibration and M σ² |w|² of noise, whose sum is minimal for λ = M σ². The
 * measured A contains noise, too, which adds to λ: that makes up for weights that fit the noise of few equations. σ²
 * follows from the residual of a first solution: |A w − b|² ≈ σ² (equations − unknowns) (1 + |w|²).
 */
function lambdaByNoise(
  { unknowns, equations, rightSides, energy }: NormalEquations,
  first: Float64Array,
  mean: number,
  samples: number,
): number {
  const columns = rightSides.length / (2 * unknowns);
  let [explained, norm] = [0, 0];
  for (let i = 0; i < first.length; i++) {
    explained += first[i]! * rightSides[i]!;
    norm += first[i]! * first[i]!;
  }
  if (equations <= unknowns || !(mean > 0)) return HIGHEST_LAMBDA / 2;
  const residual = Math.max(0, energy - explained - FIRST_LAMBDA * mean * norm);
  const variance = residual / ((equations - unknowns) * (columns + norm));
  const lambda = (variance * samples) / mean;
  return Math.min(HIGHEST_LAMBDA, Math.max(LOWEST_LAMBDA, lambda));
}

/**
 * {@link grappaWeights} of several blocks as a task of the worker pool. Its input is all blocks, its result the weights
 * of each, followed by its λ.
 */
export const grappaWeightsTask = defineTask(
  "grappa-weights",
  ({ calibrations }: GrappaWeightsWork, data: Float32Array, result) => {
    let [from, to] = [0, 0];
    for (const calibration of calibrations) {
      const { e0, e1, e2, coils } = calibration.block;
      const length = 2 * e0 * e1 * e2 * coils;
      const end = to + weightsLength(calibration);
      result[end - 1] = grappaWeights(calibration, data.subarray(from, from + length), result.subarray(to, end - 1));
      from += length;
      to = end;
    }
  },
);
