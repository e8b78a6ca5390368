import { GadgetError } from "../../gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag, type AcquisitionHeader, flagMask } from "../../mrd/index.ts";

/**
 * The readout in forward direction: for a reversed readout, samples and trajectory are reversed and the flag is
 * cleared. Do this before cropping or resampling, since the k-space centre is at floor(N / 2), which is not the middle
 * of an even number of samples. A readout that discards all samples is returned unchanged; placing it is an error.
 * @throws GadgetError `bad-center`
 */
export function forwardReadout(acquisition: Acquisition): Acquisition {
  const { header } = acquisition;
  if (!header.has(AcquisitionFlag.reverse)) return acquisition;
  const { numberOfSamples: samples, discardPre, discardPost, flags } = header;
  if (discardPre + discardPost >= samples) return acquisition;
  return {
    kind: "acquisition",
    header: header.with({
      flags: flags & ~flagMask(AcquisitionFlag.reverse),
      centerSample: reversedCenter(header),
      discardPre: discardPost,
      discardPost: discardPre,
    }),
    trajectory: reversedLines(acquisition.trajectory, header.trajectoryDimensions, samples),
    data: reversedLines(acquisition.data, 2, samples),
    reversed: true,
  };
}

function reversedCenter({
  scanCounter,
  numberOfSamples,
  discardPre,
  discardPost,
  centerSample,
}: AcquisitionHeader): number {
  const kept = numberOfSamples - discardPre - discardPost;
  const center = centerSample - discardPre;
  // Most sequences store the same centre for both directions.
  const mirrored = discardPost + (2 * center === kept ? center : kept - 1 - center);
  if (mirrored >= 0) return mirrored;
  throw new GadgetError(
    "bad-center",
    `reversed readout ${scanCounter} has its centre at sample ${centerSample} of ${numberOfSamples}; check its ` +
      "center_sample",
  );
}

/** Lines of `samples` values of `parts` numbers each, with each line reversed. */
function reversedLines(lines: Float32Array, parts: number, samples: number): Float32Array {
  const result = new Float32Array(lines.length);
  const length = parts * samples;
  for (let line = 0; line < lines.length; line += length) {
    for (let i = 0; i < length; i += parts) {
      for (let part = 0; part < parts; part += 1) result[line + i + part] = lines[line + length - parts - i + part]!;
    }
  }
  return result;
}
