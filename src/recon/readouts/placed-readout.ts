import type { Acquisition } from "../../mrd/index.ts";
import { type EchoPlace, extendTrajectory, padToFullEcho } from "../../numerics/cartesian/index.ts";

/**
 * A readout at a place of a longer one, between zeros, which replace what it discards too: no sample of the result is
 * discarded. The trajectory goes on along its straight ends.
 */
export function placedReadout(acquisition: Acquisition, place: EchoPlace): Acquisition {
  const { header, trajectory, data } = acquisition;
  const { numberOfSamples, activeChannels, centerSample, discardPre, discardPost, trajectoryDimensions } = header;
  const kept = [discardPre, numberOfSamples - discardPost] as const;
  return {
    kind: "acquisition",
    header: header.with({
      numberOfSamples: place.samples,
      centerSample: place.first + centerSample,
      discardPre: 0,
      discardPost: 0,
    }),
    trajectory: extendTrajectory(trajectory, trajectoryDimensions, place),
    data: padToFullEcho(data, activeChannels, kept, place),
  };
}

/**
 * A readout without the samples that it discards, which no transform may see: what it keeps is placed on the encoded matrix,
 * with its centre at floor(matrix / 2). One that does not fit there so, or whose centre nobody set, keeps its length.
 * One that keeps nothing is left to whoever places it, and refuses it by its number.
 */
export function keptReadout(acquisition: Acquisition, matrix: number): Acquisition {
  const { numberOfSamples, centerSample, discardPre, discardPost } = acquisition.header;
  if (discardPre + discardPost === 0 || discardPre + discardPost >= numberOfSamples) return acquisition;
  const first = Math.floor(matrix / 2) - centerSample;
  const fits = first + discardPre >= 0 && first + numberOfSamples - discardPost <= matrix;
  return placedReadout(acquisition, fits ? { samples: matrix, first } : { samples: numberOfSamples, first: 0 });
}
