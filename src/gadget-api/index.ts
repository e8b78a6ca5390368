/** Public entry point for authors of gadgets. */
export { defineErrors, type ErrorClass } from "../errors/index.ts";
export { collect } from "./collect.ts";
export { type Counter, counterRange, counters, counterValue, divideByCounters } from "./counters.ts";
export type { Gate, StepCredit } from "./credit.ts";
export {
  defineGadget,
  type Gadget,
  type GadgetContext,
  type GadgetDefinition,
  isGadget,
  type LogLevel,
  type Provenance,
  requireHeader,
} from "./define.ts";
export { GadgetError, type GadgetErrorCode } from "./errors.ts";
export {
  chainAttributes,
  directionAttributes,
  originAttributes,
  scaledAttributes,
  windowOf,
  windowUpTo,
  withAttributes,
} from "./image-attributes.ts";
export { type ImageKind, imageKindOf, imageKinds, requireReal } from "./image-kind.ts";
export {
  type AxisSampling,
  KSpace,
  type KSpaceDescription,
  type KSpaceLines,
  type KSpaceReference,
  type KSpaceShape,
  lineIndex,
} from "./k-space.ts";
export { mapAsync } from "./map-async.ts";
export { mapOnPool, type NoWork, type PoolWork } from "./map-on-pool.ts";
export { MemoryBudget } from "./memory-budget.ts";
export type {
  Bucket,
  BypassedImage,
  ImageArray,
  ImageArrayShape,
  ImageAttributes,
  Message,
  MessageKind,
  MessageOf,
  ReconBuffer,
} from "./message.ts";
export { covarianceFor, type NoiseRecord, type NoiseStore, noNoiseStore } from "./noise-store.ts";
export { resolvePath } from "./resolve-path.ts";
export { freshMemory, type SampleMemory } from "./sample-memory.ts";
export { noTaps, type Tap, type TapStore } from "./taps.ts";
