export type { Range } from "./batches.ts";
export type { StoredMessage } from "./check-message.ts";
export { StorageError, type StorageErrorCode } from "./errors.ts";
export { groupPath } from "./group-path.ts";
export { H5File } from "./h5-file.ts";
export { Bytes } from "./hdf5/bytes.ts";
export { inOrder, type MeasurementParts, withParts } from "./measurement.ts";
export {
  MeasurementStream,
  type MeasurementSummary,
  type MrdBlock,
  Shared,
  type ThreadOptions,
  type ThreadReport,
  waitForBlock,
} from "./measurement-stream.ts";
export { MrdGroup, type NdArray } from "./mrd-group.ts";
export { isComplexFloat } from "./pixels.ts";
export { MrdFile } from "./reader.ts";
export { mrdSink } from "./sink.ts";
export { mrdSource } from "./source.ts";
export { readText } from "./texts.ts";
export { MrdFileWriter } from "./writer.ts";
export type { WriteSummary } from "./writer-options.ts";
export { requireThere, writeAll } from "./written-file.ts";
