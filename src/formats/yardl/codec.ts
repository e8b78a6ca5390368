import type { ByteInput } from "./byte-input.ts";
import type { ByteOutput } from "./byte-output.ts";

/** Reads and writes the values of one type of a schema. */
export interface Codec<T = unknown> {
  read(input: ByteInput): T;
  /** @throws YardlError `unrepresentable` */
  write(output: ByteOutput, value: T): void;
  /** The value of an absent field: 0, an empty text or array, the first value of an enumeration. */
  empty(): T;
  /** The smallest number of bytes that a value takes. */
  readonly leastBytes: number;
  /** Array of values that are stored as in memory, or for which an array of numbers is convenient. */
  readonly elements?: ElementType | undefined;
}

export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

export interface ElementType {
  readonly array: { new (length: number): NumberArray; readonly BYTES_PER_ELEMENT: number };
  /** Numbers per element: 2 for complex ones. */
  readonly parts: 1 | 2;
  /** Whether elements are stored as in memory; others are variable-length integers. */
  readonly plain: boolean;
}

/** A value of a record type. Fields that are optional and absent are `undefined`. */
export type YardlRecord = Readonly<Record<string, unknown>>;

/** A value of a union, with the name of its case. */
export interface YardlUnion {
  readonly tag: string;
  readonly value: unknown;
}

/** A value of an array type. */
export interface YardlArray {
  /** Slowest axis first. */
  readonly shape: readonly number[];
  /** Numbers, complex ones interleaved, or other values. */
  readonly data: NumberArray | readonly unknown[];
}

/** A record's codec, with its fields. */
export interface RecordCodec extends Codec<YardlRecord> {
  readonly kind: "record";
  readonly name: string;
  readonly fields: ReadonlyMap<string, Codec>;
}

/** The codec of an enumeration, whose values are numbers. */
export interface EnumCodec extends Codec<number> {
  readonly kind: "enum";
  readonly symbols: ReadonlyMap<string, number>;
}

export interface OptionalCodec extends Codec {
  readonly kind: "optional";
  readonly item: Codec;
}

export interface VectorCodec extends Codec<readonly unknown[]> {
  readonly kind: "vector";
  readonly item: Codec;
}

export interface UnionCodec extends Codec<YardlUnion | undefined> {
  readonly kind: "union";
  readonly cases: ReadonlyMap<string, Codec>;
}

/** The codec of a plain value. */
export interface PrimitiveCodec extends Codec {
  readonly kind: "primitive";
  readonly name: string;
}

export type AnyCodec = RecordCodec | EnumCodec | OptionalCodec | VectorCodec | UnionCodec | PrimitiveCodec | Codec;

/** The kind of a codec, if it has parts to look into. */
export function isKind<K extends "record" | "enum" | "optional" | "vector" | "union" | "primitive">(
  codec: Codec,
  kind: K,
): codec is Extract<AnyCodec, { readonly kind: K }> {
  return (codec as { readonly kind?: string }).kind === kind;
}
