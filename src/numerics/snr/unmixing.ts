import { defineTask } from "../../pool/index.ts";
import type { CoilShape } from "../coils/shape.ts";
import { requireLength } from "../errors.ts";
import {
  combiningCoefficients,
  type GrappaKernel,
  gFactor,
  type Lattice,
  unmixingCoefficients,
  unmixingLength,
} from "../parallel/index.ts";
import { senseUnmixing } from "../sense/index.ts";

/** How an image is unfolded and combined: by GRAPPA, or by SENSE if there is no kernel. */
export interface Unmixing {
  /** Index of its coil maps. */
  readonly maps: number;
  readonly lattice: Lattice;
  readonly grappa?: { readonly kernel: GrappaKernel; readonly weights: Float32Array } | undefined;
}

/** Parameters of {@link mapUnmixingTask}. */
export interface MapUnmixingWork extends CoilShape {
  readonly unmixings: readonly Unmixing[];
  /** Regularisation of SENSE, relative to the data. */
  readonly lambda: number;
}

/**
 * Unmixing coefficients u by coil maps, and their g-factor: the image is Σ u a over the coils' images a of a zero-filled
 * lattice. g = √Σ|u|² / R is the noise of that image relative to what as many lines would give without aliasing, so that
 * SNR = SNR of all lines / (g √R) (P. Kellman and E. McVeigh, Magn Reson Med 54:1439, 2005). For SENSE without λ it is
 * √([M⁻¹]_rr [M]_rr), M the normal matrix of the pixels that alias (K. Pruessmann et al., MRM 42:952, 1999). Without
 * acceleration, g is 1; it is 0 where maps are 0. Maps have unit norm and noise is white.
 * @param maps `[maps][coils][z][y][x]` complex
 * @param output receives `[unmixings]`: u, `[coils][z][y][x]` complex, and g, `[z][y][x]`
 * @throws NumericsError `shape-mismatch`
 */
export function unmixByMaps(work: MapUnmixingWork, maps: Float32Array, output: Float32Array): void {
  const { size, coils, unmixings, lambda } = work;
  const pixels = size[0] * size[1] * size[2];
  const length = unmixingLength(work);
  requireLength("the unmixing", output, length * unmixings.length);
  for (const [i, { maps: index, lattice, grappa }] of unmixings.entries()) {
    const own = maps.subarray(2 * index * coils * pixels, 2 * (index + 1) * coils * pixels);
    const coefficients = output.subarray(i * length, i * length + 2 * coils * pixels);
    const factor = lattice.acceleration[0] * lattice.acceleration[1];
    if (factor === 1) combiningCoefficients(own, coefficients);
    else if (grappa === undefined) senseUnmixing({ size, coils, maps: own, lattice }, lambda, coefficients);
    else unmixingCoefficients({ size, coils, ...grappa, maps: own }, coefficients);
    gFactor(coefficients, coils, factor, output.subarray(i * length + 2 * coils * pixels, (i + 1) * length));
  }
}

/** Measured on one core of 2.5 GHz, per pixel, and pair of coils and tap of a kernel, or coil and pair of aliases. */
const SECONDS = 1.5e-9;
const SECONDS_PER_ALIAS = 2e-8;

/** Estimated time of {@link unmixByMaps} on one core. */
export function mapUnmixingSeconds({ size, coils, unmixings }: MapUnmixingWork): number {
  return unmixings.reduce((sum, { lattice: { acceleration }, grappa }) => {
    const aliases = acceleration[0] * acceleration[1];
    const perCoil = grappa ? coils * grappa.kernel.size[0] * SECONDS : aliases ** 2 * SECONDS_PER_ALIAS;
    return sum + size[0] * size[1] * size[2] * coils * perCoil;
  }, 0);
}

/** {@link unmixByMaps} as a task of the worker pool. */
export const mapUnmixingTask = defineTask("map-unmixing", unmixByMaps);
