/** MRD 2 streams: a source and an output of measurements. */
export { schemaOf, writtenVersions } from "./schema.ts";
export { mrd2Sink } from "./sink.ts";
export { mrd2Source } from "./source.ts";
