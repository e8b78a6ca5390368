/** What the author of a gadget imports, as `larmor/gadget`. test/gadget-api/public-api.test.ts pins the names. */
export { defineErrors } from "../errors/index.ts";
export { collect } from "./collect.ts";
export { type GadgetContext, type LogLevel, requireHeader } from "./context.ts";
export { defineGadget, type Gadget, type GadgetDefinition, isGadget } from "./define.ts";
export { GadgetError, type GadgetErrorCode } from "./errors.ts";
export { scaledAttributes, windowOf, withAttributes } from "./image-attributes.ts";
export { type ImageKind, imageKindOf, imageKinds, requireReal } from "./image-kind.ts";
export { KSpace, type KSpaceReference, type KSpaceShape } from "./k-space/index.ts";
export { mapAsync } from "./map-async.ts";
export { mapOnPool, type PoolWork } from "./map-on-pool.ts";
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
  SampleSet,
  Samples,
} from "./message.ts";
export { resolvePath } from "./resolve-path.ts";
