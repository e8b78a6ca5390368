export const spectroscopyKinds = ["none", "single-voxel", "imaging"] as const;

/** A measurement of spectra instead of images. */
export type SpectroscopyKind = (typeof spectroscopyKinds)[number];

/**
 * Spectroscopy: free induction decays of the metabolites of {@link metabolites}, of one voxel, or of a plane of voxels
 * by two phase encodings, `kspace_encode_step_1` and, as Siemens counts it, `segment`. Of the other options only those
 * of the receiver (without `deadCoil` and separate noise), `averages`, `oversampling`, `rotation`, `position`, `seed`
 * and `protocol` apply.
 */
export interface SpectroscopyOptions {
  readonly spectroscopy?: SpectroscopyKind | undefined;
  /** Samples of a spectrum, without oversampling. */
  readonly spectrumSamples?: number | undefined;
  /** Voxels along each of the two axes of spectroscopic imaging. */
  readonly voxels?: number | undefined;
}

export const spectroscopyDefaults = {
  spectroscopy: "none" as SpectroscopyKind,
  spectrumSamples: 1024,
  voxels: 16,
} as const;
