export { MrdError, type MrdErrorCode } from "./errors.ts";
export { type MessageReaderOptions, messageLimitDefaults } from "./framing/limits.ts";
export type { ControlMessage, DataMessage, Dependencies, DicomInstance, Text, WireMessage } from "./framing/message.ts";
export { MessageReader } from "./framing/reader.ts";
export { acquisitionOf, type StoredReadout, type StoredReadouts } from "./framing/stored-readout.ts";
export { serialize } from "./framing/writer.ts";
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
  unusableEncoding,
  userParameter,
} from "./header/header.ts";
export { headerMembers } from "./header/header-schema.ts";
export type { HeaderRemark } from "./header/mended-geometry.ts";
export { type Acquisition, AcquisitionHeader } from "./records/acquisition.ts";
export {
  type Attributes,
  type AttributesInput,
  type AttributeValue,
  formatAttributes,
  parseAttributes,
} from "./records/attributes.ts";
export { loopCounters, userCounters } from "./records/counters.ts";
export { AcquisitionFlag, auxiliaryFlags, flagMask, ImageFlag } from "./records/flags.ts";
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
} from "./records/image.ts";
export { isUnfitValue, type Member, type RecordLayout, type ScalarType, scalarSize } from "./records/record.ts";
export { type Waveform, WaveformHeader } from "./records/waveform.ts";
export { type Content, type Group, isScalar } from "./xml/xml-schema.ts";
