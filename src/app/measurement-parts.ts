import { acceptedKinds, type Chain } from "../chain/index.ts";
import type { MeasurementParts, MeasurementSummary } from "../formats/mrd-hdf5/index.ts";
import { counted } from "../text/index.ts";

type Counts = Pick<MeasurementSummary, "acquisitionCount" | "imageCount">;

/**
 * What a chain gets of a measurement, besides its readouts: what its steps take. If there are no readouts, images are
 * the measurement, and a chain that does not take them has to refuse them.
 */
export function partsFor(chain: Chain, { acquisitionCount }: Pick<Counts, "acquisitionCount">): MeasurementParts {
  const accepted = acceptedKinds(chain);
  return { waveforms: accepted.has("waveform"), images: acquisitionCount === 0 || accepted.has("image") };
}

/** Number of images that are part of a measurement. */
export function imagesIn({ imageCount }: Pick<Counts, "imageCount">, { images }: MeasurementParts): number {
  return images ? imageCount : 0;
}

/** That the images of a group are left out, and why; `undefined` if none are. */
export function describeImagesLeftOut(counts: Counts, parts: MeasurementParts, why: string): string | undefined {
  const { imageCount } = counts;
  if (imagesIn(counts, parts) === imageCount) return undefined;
  return `${counted(imageCount, "image")} in the group of the readouts ${imageCount === 1 ? "is" : "are"} left out: ${why}`;
}
