import type { Context } from "hono";
import type { ArraysHead, ArrayType } from "../api/index.ts";

type NumericArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** Answers with numeric arrays and their description, see {@link ArraysHead}. */
export function arrayResponse(context: Context, meta: unknown, arrays: readonly NumericArray[]): Response {
  const head: ArraysHead<unknown> = {
    meta,
    arrays: arrays.map((array) => ({ type: typeOf(array), length: array.length })),
  };
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const parts: Uint8Array[] = [length, text, padding(4 + text.length)];
  for (const array of arrays) {
    parts.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), padding(array.byteLength));
  }
  return context.body(Buffer.concat(parts), 200, { "content-type": "application/octet-stream" });
}

function typeOf(array: NumericArray): ArrayType {
  return array.constructor.name.replace(/Array$/, "") as ArrayType;
}

/** Zeros up to the next multiple of 8. */
function padding(length: number): Uint8Array {
  return new Uint8Array((8 - (length % 8)) % 8);
}
