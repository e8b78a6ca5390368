/** The common interface of readers and writers of measurements, in any format. */
export { SourceError, type SourceErrorCode } from "./errors.ts";
export { madeImages } from "./made-images.ts";
export type { PictureOptions, Sink, SinkFormat, SinkOptions } from "./sink.ts";
export type {
  MeasurementSource,
  MessageCounts,
  SourceFormat,
  SourceMessage,
  SourceOptions,
  SourceProgress,
  SourceRemark,
} from "./source.ts";
