import type { AcquisitionHeader } from "../mrd/index.ts";

/** Sizes of a k-space array, fastest axis first: readout, phase, partition, coil, two free counters, slice. */
export interface KSpaceShape {
  readonly e0: number;
  readonly e1: number;
  readonly e2: number;
  readonly coils: number;
  readonly n: number;
  readonly s: number;
  readonly slices: number;
}

/** Which rows of an axis can be filled, on the array's own grid; the k-space centre lies at floor(size / 2). */
export interface AxisSampling {
  readonly first: number;
  readonly last: number;
  readonly center: number;
}

/** K-space on its encoding's grid, with what is known of how it was sampled. */
export interface KSpace {
  readonly shape: KSpaceShape;
  /** What axis e0 is in: removing oversampling may have left the readouts in image space. */
  readonly readout: "k-space" | "image";
  /** `[slices][s][n][coils][e2][e1][e0]` complex, interleaved; zero where nothing was acquired. */
  readonly data: Float32Array;
  /** `[slices][s][n][e2][e1]`, the header of the line last placed there. */
  readonly headers: readonly (AcquisitionHeader | undefined)[];
  /** `[slices][s][n][e2][e1]`, how many readouts went into the line. */
  readonly counts: Uint32Array;
  /** `[slices][s][n]`, how many readouts lay off the grid. */
  readonly dropped: Uint32Array;
  readonly e1: AxisSampling;
  readonly e2: AxisSampling;
  /** Undersampling along e1 and e2. */
  readonly acceleration: readonly [number, number];
}

/** Index of a line in `headers` and `counts`. */
export function lineIndex(
  shape: KSpaceShape,
  line: { e1: number; e2: number; n: number; s: number; slice: number },
): number {
  return (((line.slice * shape.s + line.s) * shape.n + line.n) * shape.e2 + line.e2) * shape.e1 + line.e1;
}
