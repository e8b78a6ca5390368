/** Types of arrays in a body, by their names in JavaScript without `Array`. */
export type ArrayType = "Uint8" | "Uint16" | "Uint32" | "Int32" | "Float32" | "Float64";

/**
 * What a body with numeric arrays starts with, as JSON. Before it is its length, as a little-endian u32; after it are the
 * arrays, little-endian, each at a multiple of 8 bytes from the start of the body.
 */
export interface ArraysHead<Meta> {
  readonly meta: Meta;
  readonly arrays: readonly { readonly type: ArrayType; readonly length: number }[];
}
