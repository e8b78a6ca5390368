import type { Acquisition } from "../../mrd/index.ts";
import { type EchoPlace, extendTrajectory, padToFullEcho } from "../../numerics/cartesian/index.ts";

/**
 * A readout extended by zeros to a longer one. Discarded samples become zeros too, so that the result discards none.
 * The trajectory is extrapolated along its straight ends.
 */
export function placedReadout(acquisition: Acquisition, place: EchoPlace): Acquisition {
  const { header, trajectory, data } = acquisition;
  const { numberOfSamples, activeChannels, centerSample, discardPre, discardPost, trajectoryDimensions } = header;
  const kept = [discardPre, numberOfSamples - discardPost] as const;
  return {
    ...acquisition,
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
 * A readout without its discarded samples, which must not enter a transform: the retained ones are placed on the
 * encoded matrix, with the centre at floor(matrix / 2). A readout that does not fit there, or whose centre is not set,
 * keeps its length. One that retains no samples is returned unchanged; placing it is an error that names its scan
 * counter.
 */
export function keptReadout(acquisition: Acquisition, matrix: number): Acquisition {
  const { numberOfSamples, centerSample, discardPre, discardPost } = acquisition.header;
  if (discardPre + discardPost === 0 || discardPre + discardPost >= numberOfSamples) return acquisition;
  const first = Math.floor(matrix / 2) - centerSample;
  const fits = first + discardPre >= 0 && first + numberOfSamples - discardPost <= matrix;
  return placedReadout(acquisition, fits ? { samples: matrix, first } : { samples: numberOfSamples, first: 0 });
}
