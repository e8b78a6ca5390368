import type { ByteInput } from "./byte-input.ts";
import type { ByteOutput } from "./byte-output.ts";
import type { Codec, ElementType, PrimitiveCodec } from "./codec.ts";
import { YardlError } from "./errors.ts";

type Numeric = number | bigint;

/** Zigzag: 0, −1, 1, −2 … are 0, 1, 2, 3 … */
function decoded(value: Numeric): Numeric {
  if (typeof value === "bigint") return (value >> 1n) ^ -(value & 1n);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function encoded(value: Numeric): Numeric {
  if (typeof value === "bigint") return value >= 0n ? value << 1n : (-value << 1n) - 1n;
  return value >= 0 ? 2 * value : -2 * value - 1;
}

function inRange(name: string, minimum: Numeric, maximum: Numeric, value: unknown): Numeric {
  const isInteger = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  if (isInteger && (value as Numeric) >= minimum && (value as Numeric) <= maximum) return value as Numeric;
  throw new YardlError("unrepresentable", `${value} is not a value of type ${name}`);
}

function elementsOf(array: ElementType["array"], plain: boolean, parts: 1 | 2 = 1): ElementType {
  return { array, parts, plain };
}

/** Integers of one byte are stored as they are, longer ones as varints. */
function integer(name: string, bits: number, isSigned: boolean, array: ElementType["array"]): [string, PrimitiveCodec] {
  const [minimum, maximum] = isSigned
    ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n]
    : [0n, 2n ** BigInt(bits) - 1n];
  const isBig = bits === 64;
  const plain = bits === 8;
  const read = (input: ByteInput): Numeric => {
    if (plain) return isSigned ? (input.byte() << 24) >> 24 : input.byte();
    const raw = input.varint();
    const value = isSigned ? decoded(raw) : raw;
    if (isBig) return BigInt(value);
    if (value < minimum || value > maximum) {
      throw new YardlError("malformed", `${value} before byte ${input.offset} is not a value of type ${name}`);
    }
    return value;
  };
  const write = (output: ByteOutput, value: unknown) => {
    const checked = inRange(name, minimum, maximum, value);
    if (plain) output.byte(Number(checked) & 0xff);
    else output.varint(isSigned ? encoded(checked) : checked);
  };
  const empty = () => (isBig ? 0n : 0);
  return [name, { kind: "primitive", name, read, write, empty, leastBytes: 1, elements: elementsOf(array, plain) }];
}

function primitive<T>(name: string, codec: Codec<T>): [string, PrimitiveCodec] {
  return [name, { ...(codec as Codec), kind: "primitive", name }];
}

function signedVarint(name: string): [string, PrimitiveCodec] {
  return primitive<bigint>(name, {
    read: (input) => BigInt(decoded(input.varint())),
    write: (output, value) => output.varint(encoded(value)),
    empty: () => 0n,
    leastBytes: 1,
  });
}

const float32 = (name: string, parts: 1 | 2) => float(name, 4, parts);
const float64 = (name: string, parts: 1 | 2) => float(name, 8, parts);

/** Complex numbers are pairs `[real, imaginary]`. */
function float(name: string, bytes: 4 | 8, parts: 1 | 2): [string, PrimitiveCodec] {
  const readOne = (input: ByteInput) => (bytes === 4 ? input.float32() : input.float64());
  const writeOne = (output: ByteOutput, value: number) => (bytes === 4 ? output.float32(value) : output.float64(value));
  return primitive<number | readonly number[]>(name, {
    read: (input) => (parts === 1 ? readOne(input) : [readOne(input), readOne(input)]),
    write: (output, value) => {
      for (const part of [value].flat()) writeOne(output, part as number);
    },
    empty: () => (parts === 1 ? 0 : [0, 0]),
    leastBytes: bytes * parts,
    elements: elementsOf(bytes === 4 ? Float32Array : Float64Array, true, parts),
  });
}

/** The types that every schema may use. Dates are days since 1970, times nanoseconds since midnight. */
export const primitives: ReadonlyMap<string, PrimitiveCodec> = new Map([
  primitive<boolean>("bool", {
    read: (input) => input.byte() !== 0,
    write: (output, value) => output.byte(Number(value)),
    empty: () => false,
    leastBytes: 1,
  }),
  integer("int8", 8, true, Int8Array),
  integer("uint8", 8, false, Uint8Array),
  integer("int16", 16, true, Int16Array),
  integer("uint16", 16, false, Uint16Array),
  integer("int32", 32, true, Int32Array),
  integer("uint32", 32, false, Uint32Array),
  integer("int64", 64, true, BigInt64Array),
  integer("uint64", 64, false, BigUint64Array),
  integer("size", 64, false, BigUint64Array),
  float32("float32", 1),
  float64("float64", 1),
  float32("complexfloat32", 2),
  float64("complexfloat64", 2),
  primitive<string>("string", {
    read: (input) => input.text(),
    write: (output, value) => output.text(value),
    empty: () => "",
    leastBytes: 1,
  }),
  signedVarint("date"),
  signedVarint("time"),
  signedVarint("datetime"),
]);
