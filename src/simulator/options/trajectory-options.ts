import type { Triple } from "./scene-options.ts";

export const trajectories = [
  "cartesian",
  "radial",
  "golden-angle",
  "tiny-golden-angle",
  "spiral",
  "variable-density-spiral",
  "stack-of-stars",
  "koosh-ball",
] as const;
export type PhantomTrajectory = (typeof trajectories)[number];

/**
 * How k-space is traversed. Along other than Cartesian trajectories the object is measured by its exact transform, with
 * coils whose sensitivities are polynomials.
 */
export interface TrajectoryOptions {
  /**
   * - `cartesian`: parallel lines
   * - `radial`: spokes, evenly spaced over half a turn
   * - `golden-angle`: spokes, each turned by 111.246° against the one before it, also over repetitions
   * - `tiny-golden-angle`: the same with a smaller angle, see `tinyGoldenNumber`
   * - `spiral`: Archimedean spirals from the centre outwards, with samples in equal distances along them
   * - `variable-density-spiral`: the fastest spirals within limits of the gradients, see `spiralDensity`
   * - `stack-of-stars`: the spokes of `radial` in each partition of a volume
   * - `koosh-ball`: spokes in the directions of three-dimensional golden means, also over repetitions
   */
  readonly trajectory?: PhantomTrajectory | undefined;
  /** Spokes or spirals of an image or a partition; 0 for as many spokes as cover k-space, or for 16 spirals. */
  readonly interleaves?: number | undefined;
  /** Samples of a spoke or Archimedean spiral; 0 for as many as cover it with the readout oversampling. */
  readonly interleafSamples?: number | undefined;
  /** Space the spokes of `radial` and `stack-of-stars` over a whole turn: each direction is measured from both ends. */
  readonly fullTurn?: boolean | undefined;
  /** Number N of the tiny golden angle π / (τ + N − 1), with the golden ratio τ; 7 is 23.628°. */
  readonly tinyGoldenNumber?: number | undefined;
  /** Density of a variable-density spiral at the centre, relative to the edge, where it covers the field of view. */
  readonly spiralDensity?: number | undefined;
  /**
   * Delays of the gradients x and y, and their coupling xy, in samples: samples are measured ahead of the coordinates by
   * S t, with S = [[x, xy], [xy, y]] and t the way from one sample to the next: S. Rosenzweig et al., Simple
   * auto-calibrated gradient delay estimation from few spokes using radial intersections, 2018.
   */
  readonly gradientDelays?: Triple | undefined;
  /** Omit the coordinates of samples, which the header's description of the trajectory determines, too. */
  readonly trajectoryInHeader?: boolean | undefined;
}

export const trajectoryDefaults = {
  trajectory: "cartesian" as PhantomTrajectory,
  interleaves: 0,
  interleafSamples: 0,
  fullTurn: false,
  tinyGoldenNumber: 7,
  spiralDensity: 2,
  gradientDelays: [0, 0, 0],
  trajectoryInHeader: false,
} as const;
