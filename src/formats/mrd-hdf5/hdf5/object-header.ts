import { aligned, Bytes, UNDEFINED } from "./bytes.ts";
import type { Datatype } from "./datatype.ts";

const PREFIX_SIZE = 16;

/** A header message: one property of an object. */
export interface HeaderMessage {
  readonly type: number;
  readonly body: Uint8Array;
  /** Whether the message is constant: HDF5 marks types so. */
  readonly constant?: boolean;
}

/** A version 1 object header, and the offset of each message's body: some are patched later. */
export function objectHeader(messages: readonly HeaderMessage[]): { bytes: Uint8Array; bodies: number[] } {
  const content = new Bytes(2048);
  const bodies = messages.map(({ type, body, constant }) => {
    content
      .u16(type)
      .u16(aligned(body.length))
      .u8(constant ? 1 : 0, 0, 0, 0);
    const start = PREFIX_SIZE + content.length;
    content.raw(body).zeros(aligned(body.length) - body.length);
    return start;
  });
  const header = new Bytes(PREFIX_SIZE + content.length)
    .u8(1, 0)
    .u16(messages.length)
    .u32(1) // Number of links to this object.
    .u32(content.length)
    .padTo(PREFIX_SIZE)
    .raw(content.take());
  return { bytes: header.take(), bodies };
}

/** Offset of the first dimension in the body of a dataspace message. */
export const FIRST_DIMENSION = 8;

/** Dimensions; the first can grow without limit if `growing`. */
export function dataspace(shape: readonly number[], growing: boolean): HeaderMessage {
  const body = new Bytes().u8(1, shape.length, 1, 0).u32(0);
  for (const dimension of shape) body.u64(dimension);
  shape.forEach((dimension, axis) => {
    body.u64(growing && axis === 0 ? UNDEFINED : dimension);
  });
  return { type: 0x0001, body: body.take() };
}

export function datatype({ encoded }: Datatype): HeaderMessage {
  return { type: 0x0003, body: encoded, constant: true };
}

/** Unwritten values are zeros; space is allocated as needed. */
export function fillValue(): HeaderMessage {
  return { type: 0x0005, body: new Bytes().u8(2, 3, 0, 1).u32(0).take(), constant: true };
}

/** Offset of the address of the chunk index in the body of a chunked layout message. */
export const INDEX_ADDRESS = 3;

/** Data in chunks of a given shape, whose index does not exist yet. */
export function chunkedLayout(chunkShape: readonly number[], elementSize: number): HeaderMessage {
  const body = new Bytes().u8(3, 2, chunkShape.length + 1).u64(UNDEFINED);
  for (const dimension of chunkShape) body.u32(dimension);
  return { type: 0x0008, body: body.u32(elementSize).take() };
}

/** Data stored in the header itself. */
export function compactLayout(data: Uint8Array): HeaderMessage {
  return { type: 0x0008, body: new Bytes().u8(3, 0).u16(data.length).raw(data).take() };
}

/** Addresses of the tree and the names of an old-style group. */
export function symbolTable(tree: number, heap: number): HeaderMessage {
  return { type: 0x0011, body: new Bytes().u64(tree).u64(heap).take() };
}
