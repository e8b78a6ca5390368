import { GadgetError } from "../../gadget-api/index.ts";
import { type AcquisitionHeader, type Encoding, type MrdHeader, unusableEncoding } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { EpiError } from "./errors.ts";

/** Why readouts of an encoding cannot be regridded. */
export function unusableForRegridding(header: MrdHeader, index: number): string | undefined {
  const { x } = header.encoding[index]!.encodedSpace.matrixSize;
  return unusableEncoding(header, index) ?? (x === 0 ? "its encoded matrix has no samples along x" : undefined);
}

/** @throws GadgetError `empty-readout` */
export function requireSamples({
  scanCounter,
  numberOfSamples,
  activeChannels,
  discardPre,
  discardPost,
}: AcquisitionHeader): void {
  if (activeChannels > 0 && numberOfSamples > discardPre + discardPost) return;
  throw new GadgetError(
    "empty-readout",
    `readout ${scanCounter} has no samples to regrid: ${counted(numberOfSamples, "sample")}, of which ${discardPre} at the ` +
      `beginning and ${discardPost} at the end are discarded, of ${counted(activeChannels, "channel")}`,
  );
}

/** The recon matrix along the readout over the encoded field of view, as Gadgetron computes it. */
export function reconMatrixEncoding(encoding: Encoding): Encoding {
  const { encodedSpace, reconSpace, encodingLimits } = encoding;
  const { x } = reconSpace.matrixSize;
  return {
    ...encoding,
    encodedSpace: {
      matrixSize: { ...encodedSpace.matrixSize, x },
      fieldOfViewMm: { ...encodedSpace.fieldOfViewMm, x: reconSpace.fieldOfViewMm.x },
    },
    encodingLimits: {
      ...encodingLimits,
      kspaceEncodingStep0: { minimum: 0, maximum: x - 1, center: Math.floor(x / 2) },
    },
  };
}

/** @throws EpiError `multi-band` */
export function requireOneBand({ parallelImaging }: Encoding, index: number): void {
  const { multibandFactor = 1 } = parallelImaging?.multiband ?? {};
  if (multibandFactor <= 1) return;
  throw new EpiError(
    "multi-band",
    `encoding ${index} excites ${counted(multibandFactor, "slice")} together (multi-band): no step separates them`,
  );
}
