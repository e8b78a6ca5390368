export const trajectories = ["cartesian", "radial", "golden-angle", "spiral"] as const;
export type PhantomTrajectory = (typeof trajectories)[number];

/** How k-space is traversed. Readouts of other than Cartesian trajectories have the coordinates of their samples. */
export interface TrajectoryOptions {
  /**
   * - `cartesian`: parallel lines
   * - `radial`: spokes, evenly spaced over half a turn
   * - `golden-angle`: spokes, each turned by 111.246° against the one before it, also over repetitions
   * - `spiral`: Archimedean spirals from the centre outwards, with samples in equal distances along them
   */
  readonly trajectory?: PhantomTrajectory | undefined;
  /** Spokes or spirals of an image; 0 for as many spokes as cover k-space, or for 16 spirals. */
  readonly interleaves?: number | undefined;
  /** Samples of a spoke or spiral; 0 for as many as cover it with the readout oversampling. */
  readonly interleafSamples?: number | undefined;
}

export const trajectoryDefaults = {
  trajectory: "cartesian" as PhantomTrajectory,
  interleaves: 0,
  interleafSamples: 0,
} as const;
