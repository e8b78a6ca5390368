export { type Acquisition, AcquisitionHeader } from "./acquisition.ts";
export {
  type Attributes,
  type AttributesInput,
  type AttributeValue,
  formatAttributes,
  parseAttributes,
} from "./attributes.ts";
export { copyBytes } from "./copy-bytes.ts";
export { MrdError, type MrdErrorCode } from "./errors.ts";
export { AcquisitionFlag, flagMask, ImageFlag } from "./flags.ts";
export {
  type Encoding,
  type EncodingLimits,
  type EncodingSpace,
  formatHeader,
  type Limit,
  type MrdHeader,
  type MrdHeaderInput,
  parseHeader,
  parseHeaderIfXml,
  userParameter,
} from "./header.ts";
export {
  DataType,
  dataTypeName,
  type Image,
  ImageHeader,
  ImageType,
  isArrayOf,
  isComplex,
  isDataType,
  type PixelArray,
  pixelSize,
  pixelsOver,
} from "./image.ts";
export { type MessageReaderOptions, messageLimitDefaults } from "./limits.ts";
export type { ControlMessage, DataMessage, Dependencies, Text, WireMessage } from "./message.ts";
export { MessageReader } from "./reader.ts";
export { type Member, type RecordLayout, type ScalarType, scalarSize } from "./record.ts";
export { SlabAllocator } from "./slab.ts";
export { type Waveform, WaveformHeader } from "./waveform.ts";
export { serialize } from "./writer.ts";
