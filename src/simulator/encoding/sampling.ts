import type { PhantomSettings } from "../options/options.ts";

/** How an axis of k-space is sampled. */
export interface SampledAxis {
  /** Number of positions on the encoded grid. */
  readonly full: number;
  /** Number of omitted positions at the start. */
  readonly dropped: number;
  /** Number of acquired positions: the others. */
  readonly acquired: number;
  /** The centre of k-space, floor(full / 2), counted from the first acquired position. */
  readonly center: number;
}

/** Samples of a readout, without those to be discarded. */
export function readoutAxis({ matrix, oversampling, asymmetricEcho }: PhantomSettings): SampledAxis {
  return sampled(matrix * oversampling, asymmetricEcho);
}

/** Phase-encoding lines. */
export function lineAxis({ matrixY, phaseOversampling, partialFourier }: PhantomSettings): SampledAxis {
  return sampled(Math.round(matrixY * phaseOversampling), partialFourier);
}

/** Partitions. The spokes of a koosh-ball are not in any. */
export function partitionAxis({ partitions, partialFourierZ, trajectory }: PhantomSettings): SampledAxis {
  return sampled(trajectory === "koosh-ball" ? 1 : partitions, partialFourierZ);
}

/** Pixels of the encoded grid along the readout. Spokes and spirals have closer samples, but not a wider field of view. */
export function readoutPixels({ matrix, oversampling, trajectory }: PhantomSettings): number {
  return trajectory === "cartesian" ? matrix * oversampling : matrix;
}

/** @param part more than 0.5, so that the centre is always acquired */
function sampled(full: number, part: number): SampledAxis {
  // Removes rounding errors of decimal fractions: 0.55 × 20 is 11.000000000000002, but 11 is meant.
  const acquired = Math.min(full, Math.ceil(full * part - 1e-9));
  const dropped = full - acquired;
  return { full, dropped, acquired, center: Math.floor(full / 2) - dropped };
}
