import { GadgetError } from "../../gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag, type AcquisitionHeader, flagMask } from "../../mrd/index.ts";

/**
 * A readout as if it had been read forward: where it was read backward, samples and trajectory are turned round and the flag
 * is taken off. Whoever crops or resamples readouts must do so first, for the k-space centre lies at floor(N / 2), which is
 * not the middle of an even number of samples. One that keeps nothing is left to whoever places it, and refuses it.
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
      centerSample: turnedCenter(header),
      discardPre: discardPost,
      discardPost: discardPre,
    }),
    trajectory: turned(acquisition.trajectory, header.trajectoryDimensions, samples),
    data: turned(acquisition.data, 2, samples),
  };
}

function turnedCenter({
  scanCounter,
  numberOfSamples,
  discardPre,
  discardPost,
  centerSample,
}: AcquisitionHeader): number {
  const kept = numberOfSamples - discardPre - discardPost;
  const center = centerSample - discardPre;
  // Most sequences give one centre for both directions.
  const turned = discardPost + (2 * center === kept ? center : kept - 1 - center);
  if (turned >= 0) return turned;
  throw new GadgetError(
    "bad-center",
    `readout ${scanCounter} is read backward, with its centre at sample ${centerSample} of ${numberOfSamples}; look at its ` +
      "center_sample",
  );
}

/** Lines of `samples` values of `parts` numbers each, every line turned round. */
function turned(lines: Float32Array, parts: number, samples: number): Float32Array {
  const result = new Float32Array(lines.length);
  const length = parts * samples;
  for (let line = 0; line < lines.length; line += length) {
    for (let i = 0; i < length; i += parts) {
      for (let part = 0; part < parts; part += 1) result[line + i + part] = lines[line + length - parts - i + part]!;
    }
  }
  return result;
}
