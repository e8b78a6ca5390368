import type { ArraysHead, ArrayType } from "../../../src/viewer/api/index.ts";

const constructors = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array, Float64Array };
export type NumericArray = InstanceType<(typeof constructors)[`${ArrayType}Array`]>;

/** Numeric arrays, and what describes them. */
export interface ArraysBody<Meta> {
  readonly meta: Meta;
  readonly arrays: readonly NumericArray[];
}

/** Reads a body of numeric arrays, which are views of its bytes. */
export function decodeArrays<Meta>(bytes: Uint8Array<ArrayBuffer>): ArraysBody<Meta> {
  const { buffer, byteOffset } = bytes;
  const length = new DataView(buffer, byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as ArraysHead<Meta>;
  let at = aligned(4 + length);
  const arrays = head.arrays.map(({ type, length: count }) => {
    const array = new constructors[`${type}Array`](buffer, byteOffset + at, count);
    at += aligned(array.byteLength);
    return array;
  });
  return { meta: head.meta, arrays };
}

/** The next multiple of 8. */
function aligned(length: number): number {
  return Math.ceil(length / 8) * 8;
}
