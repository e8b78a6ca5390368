export const calibrationModes = ["auto", "embedded", "interleaved", "separate", "external"] as const;

/** Where the calibration lines of an accelerated measurement are. */
export type CalibrationMode = (typeof calibrationModes)[number];

/** How an accelerated measurement is sampled and calibrated, in addition to `acceleration` and `calibrationWidth`. */
export interface AccelerationOptions {
  /** Acceleration along the partitions of a 3-D measurement: shots are split along both directions. */
  readonly accelerationZ?: number | undefined;
  /**
   * CAIPIRINHA: each acquired line is shifted by this many partitions relative to the one before it, Δ of
   * R1 × R2^(Δ) in F. Breuer et al., Controlled aliasing in volumetric parallel imaging, 2006.
   */
  readonly caipirinha?: number | undefined;
  /** Acquire only the first shot of each repetition, so that all repetitions have the same lattice. */
  readonly singleLattice?: boolean | undefined;
  /**
   * `embedded`: each shot also has the calibration area. `interleaved`: the shots together are the calibration.
   * `separate` and `external`: lines that are only calibration, once before all others; separate ones have the counters
   * of the image lines, external ones count from 0 on a grid of their own. `auto`: embedded if there is a calibration
   * width, otherwise interleaved, or no calibration with a single lattice.
   */
  readonly calibrationMode?: CalibrationMode | undefined;
  /** Partitions of the calibration area about the centre; 0 for all. */
  readonly calibrationWidthZ?: number | undefined;
  /** Readout pixels of a separate or external calibration, over the same field of view; 0 for those of the images. */
  readonly calibrationMatrix?: number | undefined;
  /** Factor of the object in a separate or external calibration, as of another contrast. */
  readonly calibrationScale?: number | undefined;
}

export const accelerationDefaults = {
  accelerationZ: 1,
  caipirinha: 0,
  singleLattice: false,
  calibrationMode: "auto" as CalibrationMode,
  calibrationWidthZ: 0,
  calibrationMatrix: 0,
  calibrationScale: 1,
} as const;
