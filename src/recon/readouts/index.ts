export { channelNames, channelsNamed, withCoils, withoutCoilNames } from "./coil-names.ts";
export { type Counter, counterRange, counters, counterValue, divideByCounters } from "./counters.ts";
export { croppedEncoding, oversampling, samplesInFieldOfView } from "./cropped-encoding.ts";
export { deferring, ReadoutGroup, type ReadoutPosition } from "./deferring.ts";
export { forwardReadout } from "./forward-readout.ts";
export { LearnedSlices } from "./learned-slices.ts";
export { reportWork } from "./long-work.ts";
export {
  croppedReadout,
  type DeferrableReadout,
  finished,
  inImageSpace,
  inKSpace,
  ownHeader,
  type PendingReadout,
  regriddedReadout,
  resolved,
  resolvedSamples,
  retained,
  samplesOf,
  withCoilMatrix,
} from "./pending-readout.ts";
export { keptReadout, placedReadout } from "./placed-readout.ts";
