export { channelNames, channelsNamed, withCoils, withoutCoilNames } from "./coil-names.ts";
export {
  croppedReadout,
  giveBack,
  imageSpaceOf,
  isDeferred,
  mixedReadout,
  type UnsettledWork,
  unsettledWork,
} from "./deferred-readout.ts";
export { forwardReadout } from "./forward-readout.ts";
export { LearnedSlices } from "./learned-slices.ts";
export { keptReadout, placedReadout } from "./placed-readout.ts";
