/** What a gadget's author imports. */
export { besideChain } from "./beside-chain.ts";
export { BucketBuilder } from "./bucket-builder.ts";
export { channelNames, channelsNamed, withCoils, withoutCoilNames } from "./coil-names.ts";
export { coilWhitening, noiseScale } from "./coil-whitening.ts";
export { contradiction } from "./consistency.ts";
export { type Counter, counters, counterValue, divideByCounters } from "./counters.ts";
export { Credit, type Gate, type StepCredit } from "./credit.ts";
export { croppedReadout, giveBack, imageSpaceOf, mixedReadout } from "./deferred-readout.ts";
export {
  defineGadget,
  type Gadget,
  type GadgetContext,
  type GadgetDefinition,
  isGadget,
  type Provenance,
  type TellLevel,
} from "./define.ts";
export { GadgetError, type GadgetErrorCode } from "./errors.ts";
export { factsPicture, tableLines } from "./facts-picture.ts";
export { bufferWith, imagesOfBuffer, imagesWith, kSpaceArray } from "./foreign-array.ts";
export { forwardReadout } from "./forward-readout.ts";
export { headerIfAny } from "./header-if-any.ts";
export { heldBytes } from "./held-bytes.ts";
export { HeldImages } from "./held-images.ts";
export {
  chainAttributes,
  directionAttributes,
  originAttributes,
  windowOf,
  windowUpTo,
  withAttributes,
} from "./image-attributes.ts";
export { type ImageKind, imageKindOf, imageKinds, requireReal } from "./image-kind.ts";
export { type AxisSampling, type KSpace, type KSpaceShape, lineIndex } from "./k-space.ts";
export { LearnedSlices } from "./learned-slices.ts";
export { mapAsync } from "./map-async.ts";
export { mapOnPool, type NoWork, type PoolWork } from "./map-on-pool.ts";
export { areFew, MeasuredNoise, requireCoils } from "./measured-noise.ts";
export { type MeasurementFacts, measurementFacts } from "./measurement-facts.ts";
export type {
  AsideImage,
  Bucket,
  ImageArray,
  ImageArrayShape,
  ImageFacts,
  Message,
  MessageKind,
  MessageOf,
  ReconBuffer,
} from "./message.ts";
export { covarianceFor, type NoiseRecord, type NoiseStore, noNoiseStore } from "./noise-store.ts";
export { OpenBuckets } from "./open-buckets.ts";
export { phaseSeries } from "./phase-series.ts";
export { placeReadouts, type ReadoutPlacing } from "./place-readouts.ts";
export { keptReadout, placedReadout } from "./placed-readout.ts";
export { PlacementReport } from "./placement-report.ts";
export { withKSpace } from "./recon-buffer.ts";
export { headerLines, imagePlan } from "./recon-space.ts";
export { freshMemory, Recycler, type SampleMemory } from "./recycler.ts";
export { Room } from "./room.ts";
export { type SettleOptions, settleReadouts } from "./settle-readouts.ts";
export { noRangeAttributes, rangeAttributes, sharedRange } from "./shared-range.ts";
export { greatestStored, integerPixels } from "./stored-bits.ts";
export { noTaps, type Tap, type TapStore } from "./taps.ts";
export { toImages } from "./to-images.ts";
export { counterOf, type Trigger, tellNeverFired, triggerOf, triggers } from "./trigger.ts";
export { WaitingWaveforms } from "./waveform-times.ts";
