import { type Acquisition, AcquisitionFlag, flagMask } from "../mrd/index.ts";

/**
 * A readout as if it had been read forward: where it was read backward, samples and trajectory are turned round and the flag
 * is taken off. Whoever crops or resamples readouts must do so first, for the k-space centre lies at floor(N / 2), which is
 * not the middle of an even number of samples.
 */
export function forwardReadout(acquisition: Acquisition): Acquisition {
  const { header } = acquisition;
  if (!header.has(AcquisitionFlag.reverse)) return acquisition;
  const { numberOfSamples: samples, discardPre, discardPost, flags } = header;
  const kept = samples - discardPre - discardPost;
  const center = header.centerSample - discardPre;
  return {
    kind: "acquisition",
    header: header.with({
      flags: flags & ~flagMask(AcquisitionFlag.reverse),
      // Most sequences give one centre for both directions.
      centerSample: discardPost + (2 * center === kept ? center : kept - 1 - center),
      discardPre: discardPost,
      discardPost: discardPre,
    }),
    trajectory: turned(acquisition.trajectory, header.trajectoryDimensions, samples),
    data: turned(acquisition.data, 2, samples),
  };
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
