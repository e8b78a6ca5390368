/** NIfTI-1 images. */
export { niftiSink } from "./sink.ts";
export { niftiSource } from "./source.ts";
