/** DICOM images: written and read. */
export { DicomError } from "./errors.ts";
export { type DicomEncoderOptions, DicomImageEncoder, type DicomInstance } from "./image-encoder.ts";
export { loadOptional } from "./library.ts";
export { dicomSink } from "./sink.ts";
export { dicomSource } from "./source.ts";
