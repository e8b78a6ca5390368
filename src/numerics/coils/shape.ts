/** Images of several coils: `[coils][z][y][x]` complex, interleaved. */
export interface CoilShape {
  /** Pixels along x, y, z. */
  readonly size: readonly [number, number, number];
  readonly coils: number;
}

/** How maps are estimated. */
export interface MapOptions {
  readonly method: "walsh" | "inati";
  /** Pixels of the window along each axis of more than one pixel. */
  readonly kernel: number;
  /** Of the power method. */
  readonly iterations: number;
}

/** Pixels of one coil's image. */
export function pixelsOf({ size: [x, y, z] }: Pick<CoilShape, "size">): number {
  return x * y * z;
}
