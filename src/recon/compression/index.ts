/** Coil compression: matrices that are computed once and kept. */
export { type CompressionOptions, KeptMatrices } from "./kept-matrices.ts";
