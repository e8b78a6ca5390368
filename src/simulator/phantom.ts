import type { Acquisition, MrdHeader, Waveform } from "../mrd/index.ts";

/** Ground truth of a measurement, for the evaluation of images. */
export interface PhantomArray {
  readonly name:
    | ObjectArrayName
    | `${ObjectArrayName}_1`
    | "noise_covariance"
    | "contrast_factors"
    | "voxels"
    | "time_signal";
  /** Slowest axis first. */
  readonly shape: readonly number[];
  /** Complex, interleaved. */
  readonly data: Float32Array<ArrayBuffer>;
}

export type ObjectArrayName = "phantom" | "csm" | "coil_images";

/** A synthetic measurement. Its messages are generated on demand, the same at each call. */
export interface Phantom {
  readonly header: MrdHeader;
  /** Number of readouts, including noise. */
  readonly acquisitionCount: number;
  acquisitions(): Generator<Acquisition>;
  /** An electrocardiogram if requested, else empty. */
  waveforms(): Generator<Waveform>;
  /**
   * The ground truth, as stored by ISMRMRD's generator:
   * - `phantom` `[slices][y][x]`, of a 3-D measurement `[1][z][y][x]`
   * - `csm` `[1][coils][y][x]`, 3-D `[1][coils][1][y][x]`, or with two rings of coils
   *   `[1][coils][z][y][x]`: coil sensitivities
   * - `coil_images` `[slices][coils][y][readout]`, 3-D `[1][coils][z][y][readout]`: their product, noise-free, in the
   *   whole encoded field of view, so that `y` counts all lines of the grid
   * - `phantom_1`, `csm_1` and `coil_images_1`: the same for a second encoding
   * - `noise_covariance` `[1][coils][coils]`, only if the noise is correlated, a coil is dead or the noise is measured
   *   separately: E(conj(d_i) d_j)
   * - `contrast_factors` `[contrasts]`, only if there are several: the factor of the object in each
   * - of spectroscopy, `voxels`, `csm` and `time_signal`: see `spectroscopyPhantom`
   */
  readonly arrays: readonly PhantomArray[];
}
