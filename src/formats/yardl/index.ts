/** yardl's binary encoding: values of any schema, which is stored at the start of a stream. */
export { ByteInput, type ReadBytes } from "./byte-input.ts";
export {
  type Codec,
  isKind,
  type RecordCodec,
  type YardlArray,
  type YardlRecord,
  type YardlUnion,
} from "./codec.ts";
export { YardlError } from "./errors.ts";
export { type Protocol, protocolOf } from "./schema.ts";
export { readHead, readItems, type YardlHead, YardlWriter } from "./stream.ts";
