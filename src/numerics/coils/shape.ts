/** Images of several coils: `[coils][z][y][x]` complex, interleaved. */
export interface CoilShape {
  /** Pixels along x, y, z. */
  readonly size: readonly [number, number, number];
  readonly coils: number;
}

/** How coil maps are estimated. */
export interface MapOptions {
  /** `inati-power`: Gadgetron's, whose phases refer to no coil, see `inatiPowerMaps`. */
  readonly method: "walsh" | "inati" | "inati-power";
  /** Pixels of the window along each axis that has more than one pixel. */
  readonly kernel: number;
  /** Iterations of the power method. */
  readonly iterations: number;
}

/** The arguments of a method that estimates coil maps. */
export interface MapEstimate {
  /** `[coils][z][y][x]` complex, interleaved; not changed. */
  readonly images: Float32Array;
  readonly shape: CoilShape;
  readonly kernel: number;
  readonly iterations: number;
  /** Reference coil u, `[coils]` complex, see `referenceCoil`: uᴴ c is real and positive for each map c. */
  readonly reference: Float64Array;
  /**
   * Receives the maps, of the shape of the images and with unit norm over the coils; 0 where the window has no signal.
   */
  readonly maps: Float32Array;
}

/** Pixels of one coil's image. */
export function pixelsOf({ size: [x, y, z] }: Pick<CoilShape, "size">): number {
  return x * y * z;
}
