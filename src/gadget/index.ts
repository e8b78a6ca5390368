/** What a gadget's author imports. */
export { BucketBuilder } from "./bucket-builder.ts";
export { type Counter, counterRange, counters, counterValue, divideByCounters } from "./counters.ts";
export { Credit, type Gate } from "./credit.ts";
export {
  defineGadget,
  type Gadget,
  type GadgetContext,
  type GadgetDefinition,
  type Provenance,
  type TellLevel,
} from "./define.ts";
export { GadgetError } from "./errors.ts";
export { hybridReadout, imageSpaceOf } from "./hybrid-readout.ts";
export { type AxisSampling, type KSpace, type KSpaceShape, lineIndex } from "./k-space.ts";
export { isPlainHybrid, KSpaceBuilder, type KSpaceBuilderOptions } from "./k-space-builder.ts";
export { mapAsync } from "./map-async.ts";
export type {
  Bucket,
  ImageArray,
  ImageArrayShape,
  Message,
  MessageKind,
  MessageOf,
  ReconBuffer,
} from "./message.ts";
export { imageArrayOf } from "./recon-space.ts";
