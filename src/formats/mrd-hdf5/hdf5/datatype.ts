import { Bytes } from "./bytes.ts";

/** A type of the HDF5 file format, with its encoding as the body of a datatype message. */
export interface Datatype {
  /** Size of one value in the file, in bytes. */
  readonly size: number;
  readonly encoded: Uint8Array;
}

export interface CompoundMember {
  readonly name: string;
  readonly offset: number;
  readonly type: Datatype;
}

const CLASS = { integer: 0, float: 1, compound: 6, vlen: 9, array: 10 } as const;

/** Length and global heap id of a variable-length value. */
export const VLEN_SIZE = 16;

/** The start of every type: class and version, three bytes of class-specific bits, and the size. */
function begin(typeClass: number, version: number, bits: readonly [number, number, number], size: number): Bytes {
  return new Bytes().u8((version << 4) | typeClass, ...bits).u32(size);
}

function type(size: number, bytes: Bytes): Datatype {
  return { size, encoded: bytes.take() };
}

/** A little-endian integer of `size` bytes. */
export function integer(size: number, signed: boolean): Datatype {
  return type(
    size,
    begin(CLASS.integer, 1, [signed ? 8 : 0, 0, 0], size)
      .u16(0)
      .u16(8 * size),
  );
}

/** A little-endian IEEE 754 number of 4 or 8 bytes. */
export function float(size: 4 | 8): Datatype {
  const [exponentAt, exponentBits, bias] = size === 4 ? [23, 8, 127] : [52, 11, 1023];
  const bytes = begin(CLASS.float, 1, [0x20, 8 * size - 1, 0], size) // Implied leading bit; position of the sign bit.
    .u16(0)
    .u16(8 * size)
    .u8(exponentAt, exponentBits, 0, exponentAt)
    .u32(bias);
  return type(size, bytes);
}

/** A one-dimensional array. */
export function array(base: Datatype, count: number): Datatype {
  const bytes = begin(CLASS.array, 2, [0, 0, 0], count * base.size)
    .u8(1, 0, 0, 0)
    .u32(count)
    .u32(0)
    .raw(base.encoded);
  return type(count * base.size, bytes);
}

/** A compound type. */
export function compound(size: number, members: readonly CompoundMember[]): Datatype {
  const bytes = begin(CLASS.compound, 2, [members.length & 0xff, members.length >> 8, 0], size);
  for (const member of members) bytes.name(member.name).u32(member.offset).raw(member.type.encoded);
  return type(size, bytes);
}

/** A sequence of variable length. */
export function vlen(base: Datatype): Datatype {
  return type(VLEN_SIZE, begin(CLASS.vlen, 1, [0, 0, 0], VLEN_SIZE).raw(base.encoded));
}

/**
 * A text of variable length, marked as ASCII whatever its bytes are. HDF5 does not convert between character sets, and
 * libismrmrd requests ASCII, so it could not read a text marked as UTF-8.
 */
export const text: Datatype = type(
  VLEN_SIZE,
  begin(CLASS.vlen, 1, [1, 0, 0], VLEN_SIZE).raw(integer(1, false).encoded),
);
