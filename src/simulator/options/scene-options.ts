/** A value along x, y and z. */
export type Triple = readonly [number, number, number];

/** Position, phase and coils of the object. */
export interface SceneOptions {
  /** Angles in degrees of the rotation of the readout, phase and slice directions about x, then y, then z. */
  readonly rotation?: Triple | undefined;
  /** Centre of the first slice, or of the slab, relative to the isocentre in mm. The object moves with it. */
  readonly position?: Triple | undefined;
  /** Give the object, and the ground truth, a smooth phase: see `objectPhase`. */
  readonly phaseMap?: boolean | undefined;
  /** A coil, counted from 0, whose samples are exactly zero, without noise; −1 for none. */
  readonly deadCoil?: number | undefined;
  /** Rings of coils along z: one of long coils, which cannot tell partitions apart, or 2; 0 for 2 if `accelerationZ` is more than 1. */
  readonly coilRings?: number | undefined;
}

export const sceneDefaults = {
  rotation: [0, 0, 0],
  position: [0, 0, 0],
  phaseMap: false,
  deadCoil: -1,
  coilRings: 0,
} as const;
