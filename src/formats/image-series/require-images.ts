import { counted } from "../../text/index.ts";
import { type MeasurementSource, SourceError } from "../source/index.ts";

/**
 * Refuses measurements without images.
 * @param format that they are to be converted to
 * @throws SourceError `no-images`
 */
export function requireImages(source: MeasurementSource, format: string): void {
  const { images, acquisitions } = source.counts();
  if (images > 0) return;
  const has = acquisitions > 0 ? `only ${counted(acquisitions, "readout")}, to be reconstructed first` : "nothing";
  throw new SourceError("no-images", `${format} holds images, and ${source.name} has ${has}`);
}
