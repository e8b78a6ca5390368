import type { ByteInput } from "./byte-input.ts";
import type {
  Codec,
  EnumCodec,
  NumberArray,
  OptionalCodec,
  RecordCodec,
  UnionCodec,
  VectorCodec,
  YardlArray,
  YardlRecord,
} from "./codec.ts";
import { YardlError } from "./errors.ts";

/** Fields in order, without a delimiter. */
export function recordCodec(name: string, fields: ReadonlyMap<string, Codec>): RecordCodec {
  const entries = [...fields];
  return {
    kind: "record",
    name,
    fields,
    read(input) {
      const values: Record<string, unknown> = {};
      for (const [field, codec] of entries) values[field] = codec.read(input);
      return values;
    },
    write(output, value) {
      for (const [field, codec] of entries) {
        try {
          codec.write(output, value[field] ?? codec.empty());
        } catch (error) {
          if (!(error instanceof YardlError)) throw error;
          throw new YardlError(error.code, `${field}: ${error.message}`);
        }
      }
    },
    empty: () => ({}),
    leastBytes: entries.reduce((sum, [, { leastBytes }]) => sum + leastBytes, 0),
  };
}

export function enumCodec(base: Codec, symbols: ReadonlyMap<string, number>): EnumCodec {
  const numeric = base as Codec<number>;
  return {
    kind: "enum",
    symbols,
    read: (input) => numeric.read(input),
    write: (output, value) => numeric.write(output, value),
    empty: () => [...symbols.values()][0] ?? 0,
    leastBytes: base.leastBytes,
  };
}

/** A byte, 0 or 1, and the value if it is 1. */
export function optionalCodec(item: Codec): OptionalCodec {
  return {
    kind: "optional",
    item,
    read: (input) => (input.byte() === 0 ? undefined : item.read(input)),
    write(output, value) {
      output.byte(value === undefined ? 0 : 1);
      if (value !== undefined) item.write(output, value);
    },
    empty: () => undefined,
    leastBytes: 1,
  };
}

/**
 * A byte, which is the index of the case, and its value.
 * @param cases `undefined` is the case without a value, if there is one: the first
 */
export function unionCodec(cases: readonly (readonly [string, Codec | undefined])[]): UnionCodec {
  return {
    kind: "union",
    cases: new Map(cases.flatMap(([tag, codec]) => (codec === undefined ? [] : [[tag, codec] as const]))),
    read(input) {
      const index = input.byte();
      const found = cases[index];
      if (found === undefined)
        throw new YardlError("malformed", `case ${index} of ${cases.length} in a union before byte ${input.offset}`);
      const [tag, codec] = found;
      return codec === undefined ? undefined : { tag, value: codec.read(input) };
    },
    write(output, value) {
      const index = cases.findIndex(([tag, codec]) => (value === undefined ? codec === undefined : tag === value.tag));
      if (index < 0) throw new YardlError("unrepresentable", `the schema has no ${value?.tag ?? "absent value"}`);
      output.byte(index);
      cases[index]![1]?.write(output, value!.value);
    },
    empty: () => undefined,
    leastBytes: 1,
  };
}

/** @param length if it is fixed; otherwise it is stored before the items */
export function vectorCodec(item: Codec, length?: number): VectorCodec {
  return {
    kind: "vector",
    item,
    read(input) {
      const count = length ?? input.length(item.leastBytes);
      const values: unknown[] = [];
      for (let index = 0; index < count; index++) values.push(item.read(input));
      return values;
    },
    write(output, values) {
      if (length === undefined) output.varint(values.length);
      for (const value of values) item.write(output, value);
    },
    empty: () => Array.from({ length: length ?? 0 }, () => item.empty()),
    leastBytes: length === undefined ? 1 : length * item.leastBytes,
  };
}

/** Pairs of key and value, in order. */
export function mapCodec(key: Codec, value: Codec): Codec<ReadonlyMap<unknown, unknown>> {
  return {
    read(input) {
      const count = input.length(key.leastBytes + value.leastBytes);
      const entries = new Map<unknown, unknown>();
      for (let index = 0; index < count; index++) entries.set(key.read(input), value.read(input));
      return entries;
    },
    write(output, entries) {
      output.varint(entries.size);
      for (const [name, content] of entries) {
        key.write(output, name);
        value.write(output, content);
      }
    },
    empty: () => new Map(),
    leastBytes: 1,
  };
}

/**
 * Extents, as far as they are not fixed, and the elements, slowest axis first.
 * @param dimensions fixed extents; or how many there are; or `undefined` if their number is stored as well
 */
export function arrayCodec(item: Codec, dimensions: readonly number[] | number | undefined): Codec<YardlArray> {
  const fixed = typeof dimensions === "object" ? dimensions : undefined;
  return {
    read(input) {
      const shape = fixed ?? Array.from({ length: (dimensions as number) ?? input.length(1) }, () => input.count());
      return { shape, data: readElements(input, item, product(shape)) };
    },
    write(output, { shape, data }) {
      if (fixed === undefined) {
        if (dimensions === undefined) output.varint(shape.length);
        for (const extent of shape) output.varint(extent);
      }
      const { elements } = item;
      if (elements?.plain && ArrayBuffer.isView(data)) {
        output.bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      } else {
        for (const value of data) item.write(output, value);
      }
    },
    empty: () => {
      const shape = fixed ?? Array.from({ length: (dimensions as number) ?? 0 }, () => 0);
      const { elements } = item;
      const count = product(shape);
      return { shape, data: elements ? new elements.array(count * elements.parts) : [] };
    },
    leastBytes: fixed === undefined ? ((dimensions as number) ?? 1) : product(fixed) * item.leastBytes,
  };
}

function readElements(input: ByteInput, item: Codec, count: number): NumberArray | unknown[] {
  input.requireLeft(count * item.leastBytes);
  const { elements } = item;
  if (elements === undefined) {
    const values: YardlRecord[] = [];
    for (let index = 0; index < count; index++) values.push(item.read(input) as YardlRecord);
    return values;
  }
  const data = new elements.array(count * elements.parts);
  if (elements.plain) input.bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  else for (let index = 0; index < count; index++) data[index] = item.read(input) as number;
  return data;
}

function product(shape: readonly number[]): number {
  return shape.reduce((count, extent) => count * extent, 1);
}
