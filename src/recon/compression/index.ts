/** Coil compression: matrices that are computed once and kept, and references whose coils are compressed. */
export { CompressedReference, perImage } from "./compressed-reference.ts";
export { type CompressionOptions, KeptMatrices } from "./kept-matrices.ts";
