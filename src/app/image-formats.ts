import { cflSink, npySink, tiffSinks } from "../formats/arrays/index.ts";
import { dicomSink, dicomSource } from "../formats/dicom/index.ts";
import { niftiSink, niftiSource } from "../formats/nifti/index.ts";
import type { SinkFormat, SourceFormat } from "../formats/source/index.ts";
import { pictureSinks } from "../rendering/index.ts";

/** Formats of images that are written. */
export const imageSinks: readonly SinkFormat[] = [
  dicomSink,
  niftiSink,
  ...pictureSinks,
  npySink,
  cflSink,
  ...tiffSinks,
];

/** Formats of images that are read. */
export const imageSources: readonly SourceFormat[] = [dicomSource, niftiSource];
