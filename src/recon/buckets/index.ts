export { BucketBuilder, isAuxiliary } from "./bucket-builder.ts";
export { heldBytes } from "./held-bytes.ts";
export { KeptReferences } from "./kept-references.ts";
export { OpenBuckets } from "./open-buckets.ts";
export { counterOf, reportNeverFired, triggerOf, triggers } from "./trigger.ts";
export { VolumeEnds } from "./volume-ends.ts";
export { WaitingWaveforms } from "./waveform-times.ts";
