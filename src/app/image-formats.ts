import { dicomSink } from "../formats/dicom/index.ts";
import { niftiSink } from "../formats/nifti/index.ts";
import type { SinkFormat } from "../formats/source/index.ts";

/** Formats of images that are written. */
export const imageSinks: readonly SinkFormat[] = [dicomSink, niftiSink];
