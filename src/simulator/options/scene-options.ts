/** A value along x, y and z. */
export type Triple = readonly [number, number, number];

/** What is measured, and where. */
export interface SceneOptions {
  /** Angles in degrees by which readout, phase and slice direction are turned about x, then y, then z. */
  readonly rotation?: Triple | undefined;
  /** Centre of the first slice, or of the slab, from the isocentre in mm. The object lies there too. */
  readonly position?: Triple | undefined;
  /** Give the object a smooth phase, which the truth then has too: see `objectPhase`. */
  readonly phaseMap?: boolean | undefined;
  /** A coil, counted from 0, that gives nothing but exact zeros, without noise; −1 is none. */
  readonly deadCoil?: number | undefined;
}

export const sceneDefaults = {
  rotation: [0, 0, 0],
  position: [0, 0, 0],
  phaseMap: false,
  deadCoil: -1,
} as const;
