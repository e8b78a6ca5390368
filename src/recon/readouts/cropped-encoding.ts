import type { Encoding, Limit } from "../../mrd/index.ts";
import { sampleAfterCrop, samplesAfterCrop } from "../../numerics/cartesian/index.ts";

/** Encoded over recon field of view along the readout; 1 if nothing is to be removed. */
export function oversampling({ encodedSpace, reconSpace }: Encoding): number {
  const ratio = encodedSpace.fieldOfViewMm.x / reconSpace.fieldOfViewMm.x;
  return Number.isFinite(ratio) && ratio > 1 ? ratio : 1;
}

/** Samples of the encoded matrix that the reconstructed field of view takes. */
export function samplesInFieldOfView(encoding: Encoding): number {
  return Math.max(1, samplesAfterCrop(encoding.encodedSpace.matrixSize.x, oversampling(encoding)));
}

/** An encoding whose readouts are cropped to the reconstructed field of view. */
export function croppedEncoding(encoding: Encoding): Encoding {
  const { matrixSize, fieldOfViewMm } = encoding.encodedSpace;
  const x = samplesAfterCrop(matrixSize.x, oversampling(encoding));
  if (x === matrixSize.x || x === 0) return encoding;
  const encodedSpace = {
    matrixSize: { ...matrixSize, x },
    fieldOfViewMm: { ...fieldOfViewMm, x: encoding.reconSpace.fieldOfViewMm.x },
  };
  const limit = encoding.encodingLimits.kspaceEncodingStep0;
  const kspaceEncodingStep0 = limit && movedLimit(limit, matrixSize.x, x);
  return { ...encoding, encodedSpace, encodingLimits: { ...encoding.encodingLimits, kspaceEncodingStep0 } };
}

function movedLimit({ minimum, maximum, center }: Limit, samples: number, samplesOut: number): Limit {
  const move = (sample: number) => sampleAfterCrop(sample, samples, samplesOut);
  return { minimum: move(minimum), maximum: move(maximum), center: move(center) };
}
