export type { StoredMessage } from "./check-message.ts";
export { StorageError, type StorageErrorCode } from "./errors.ts";
export type { SeriesSummary } from "./group-writer.ts";
export { inOrder } from "./measurement.ts";
export { MeasurementStream, type MeasurementSummary, type MrdBlock } from "./measurement-stream.ts";
export { MrdFile, type MrdGroup, type NdArray } from "./reader.ts";
export type { Range } from "./rows.ts";
export { MrdFileWriter, type MrdFileWriterOptions, type WriteSummary } from "./writer.ts";
