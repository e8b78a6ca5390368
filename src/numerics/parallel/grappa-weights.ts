import { defineTask } from "../../pool/index.ts";
import { requireCount, requireLength } from "../errors.ts";
import { solveRegularized } from "../linalg/index.ts";
import { type BlockShape, type GrappaKernel, kernelEquations, kernelTargets } from "./grappa-kernel.ts";
import type { SourcePattern } from "./kernel-edges.ts";
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
  /** Patterns of sources that lines at edges of k-space have; further weights are computed for each. */
  readonly edges?: readonly SourcePattern[];
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

/** Length of the result of a calibration, in floats: the weights, those of each edge, and λ. */
export function weightsLength({ kernel, block, edges = [] }: GrappaCalibration): number {
  return 2 * weightCount(kernel, block.coils) * (1 + edges.length) + 1;
}

/** Memory that the weights of a calibration take while they are computed, in floats: AᴴA, its factor, and solutions. */
export function weightsWorkLength({ kernel, block, edges = [] }: GrappaCalibration): number {
  const { unknowns } = kernelEquations(kernel, block);
  const columns = kernelTargets(kernel).length * block.coils;
  const matrices = edges.length > 0 ? 3 : 2;
  const doubles = 2 * (matrices * unknowns * unknowns + 3 * unknowns * columns);
  return (doubles * Float64Array.BYTES_PER_ELEMENT) / Float32Array.BYTES_PER_ELEMENT;
}

/**
 * GRAPPA weights (Griswold et al., Magn Reson Med 47:1202, 2002): the w that minimizes |A w − b|² + λ |w|², where the rows of
 * A are samples of all coils around a position of the calibration block, and b the samples that undersampling leaves
 * out.
 * @param data a calibration block, `[coils][e2][e1][e0]` complex, in k-space
 * @param weights receives `[targets][sources][source coils][e0][destinations]` complex; then, for each edge, the same
 *   with zeros for the sources that it lacks
 * @returns λ
 * @throws NumericsError `shape-mismatch`
 */
export function grappaWeights(calibration: GrappaCalibration, data: Float32Array, weights: Float32Array): number {
  const { block, kernel, center, edges = [] } = calibration;
  requireLength("the calibration block", data, 2 * block.e0 * block.e1 * block.e2 * block.coils);
  requireLength("the weights", weights, weightsLength(calibration) - 1);
  requireCount("the number of equations", kernelEquations(kernel, block).equations, 1);
  const equations = normalEquations(data, block, kernel, center, calibration.columns);
  const { unknowns, matrix, rightSides } = equations;
  let trace = 0;
  for (let i = 0; i < unknowns; i++) trace += matrix[2 * (i * unknowns + i)]!;
  const mean = trace / unknowns;
  const solve = (lambda: number) => solveRegularized(matrix, unknowns, rightSides, lambda * mean);
  const lambda = calibration.lambda ?? lambdaByNoise(equations, solve(FIRST_LAMBDA), mean, calibration.samples);
  const all = Array.from({ length: unknowns }, (_, unknown) => unknown);
  const width = 2 * (kernel.destinations ?? block.coils);
  const length = 2 * weightCount(kernel, block.coils);
  store(solve(lambda), all, unknowns, width, weights.subarray(0, length));
  const perSource = kernel.size[0] * block.coils;
  for (const [i, pattern] of edges.entries()) {
    const kept = all.filter((unknown) => pattern[Math.floor(unknown / perSource)] === "1");
    const solution = solveRegularized(...someOf(equations, kept), lambda * mean);
    store(solution, kept, unknowns, width, weights.subarray((i + 1) * length, (i + 2) * length));
  }
  return lambda;
}

/** The equations of some of the unknowns, as if the others were 0. */
function someOf({ unknowns, matrix, rightSides }: NormalEquations, kept: readonly number[]) {
  const width = rightSides.length / unknowns;
  const some = new Float64Array(2 * kept.length * kept.length);
  const sides = new Float64Array(kept.length * width);
  for (const [row, unknown] of kept.entries()) {
    sides.set(rightSides.subarray(unknown * width, (unknown + 1) * width), row * width);
    for (const [column, other] of kept.entries()) {
      const from = 2 * (unknown * unknowns + other);
      const to = 2 * (row * kept.length + column);
      some[to] = matrix[from]!;
      some[to + 1] = matrix[from + 1]!;
    }
  }
  return [some, kept.length, sides] as const;
}

/**
 * @param solution `[kept][targets][destinations]` complex
 * @param weights receives `[targets][unknowns][destinations]` complex
 * @param width elements of all destinations
 */
function store(
  solution: Float64Array,
  kept: readonly number[],
  unknowns: number,
  width: number,
  weights: Float32Array,
): void {
  weights.fill(0);
  const targets = solution.length / (kept.length * width);
  for (const [row, unknown] of kept.entries()) {
    for (let target = 0; target < targets; target++) {
      const from = (row * targets + target) * width;
      weights.set(solution.subarray(from, from + width), (target * unknowns + unknown) * width);
    }
  }
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
