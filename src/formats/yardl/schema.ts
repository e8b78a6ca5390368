import type { Codec } from "./codec.ts";
import { arrayCodec, enumCodec, mapCodec, optionalCodec, recordCodec, unionCodec, vectorCodec } from "./containers.ts";
import { YardlError } from "./errors.ts";
import { primitives } from "./primitives.ts";

/** A step of a protocol: one value, or a stream of items in blocks. */
export interface ProtocolStep {
  readonly name: string;
  readonly isStream: boolean;
  readonly codec: Codec;
}

/** The values of a stream in order, and how to read them. */
export interface Protocol {
  readonly name: string;
  readonly steps: readonly ProtocolStep[];
}

type Json = Readonly<Record<string, unknown>>;
/** Type arguments of a generic type by the names of its parameters. */
type Bindings = ReadonlyMap<string, Codec>;

/**
 * The protocol of a schema, the JSON at the start of a stream.
 * @throws YardlError `unknown-schema`
 */
export function protocolOf(schema: string): Protocol {
  let document: Json;
  try {
    document = JSON.parse(schema) as Json;
    const protocol = document.protocol as Json;
    const types = new Types(document.types as readonly Json[]);
    const steps = (protocol.sequence as readonly Json[]).map(({ name, type }) => {
      const stream = (type as { readonly stream?: Json } | null)?.stream;
      return {
        name: name as string,
        isStream: stream !== undefined,
        codec: types.codec(stream?.items ?? type, new Map()),
      };
    });
    return { name: protocol.name as string, steps };
  } catch (error) {
    if (error instanceof YardlError) throw error;
    throw new YardlError("unknown-schema", `the schema is not readable: ${(error as Error).message}`);
  }
}

class Types {
  readonly #types: ReadonlyMap<string, Json>;
  readonly #codecs = new Map<string, Codec>();
  /** Types that are being resolved: yardl has no recursive ones, and a damaged schema must not cause endless recursion. */
  readonly #open = new Set<string>();

  constructor(types: readonly Json[]) {
    this.#types = new Map(types.map((type) => [type.name as string, type]));
  }

  codec(type: unknown, bindings: Bindings): Codec {
    if (typeof type === "string") return this.#named(type, [], bindings);
    if (Array.isArray(type)) return this.#union(type, bindings);
    const { name, typeArguments, vector, array, map } = type as Readonly<Record<string, Json>>;
    if (vector !== undefined)
      return vectorCodec(this.codec(vector.items, bindings), vector.length as number | undefined);
    if (map !== undefined) return mapCodec(this.codec(map.keys, bindings), this.codec(map.values, bindings));
    if (array !== undefined) return arrayCodec(this.codec(array.items, bindings), dimensionsOf(array.dimensions));
    if (name !== undefined) return this.#named(name as unknown as string, typeArguments as never, bindings);
    throw new YardlError(
      "unknown-schema",
      `the schema has an unknown kind of type: ${JSON.stringify(type).slice(0, 80)}`,
    );
  }

  #named(name: string, typeArguments: readonly unknown[], bindings: Bindings): Codec {
    const simple = bindings.get(name) ?? primitives.get(name);
    if (simple !== undefined) return simple;
    const key = name + (typeArguments.length === 0 ? "" : JSON.stringify(typeArguments));
    const known = bindings.size === 0 ? this.#codecs.get(key) : undefined;
    if (known !== undefined) return known;
    const type = this.#types.get(name.replace(/^.*\./, ""));
    if (type === undefined) throw new YardlError("unknown-schema", `the schema lacks the type ${name}`);
    if (this.#open.has(name)) throw new YardlError("unknown-schema", `the type ${name} contains itself`);
    this.#open.add(name);
    const parameters = (type.typeParameters ?? []) as readonly string[];
    const inner = new Map(parameters.map((parameter, i) => [parameter, this.codec(typeArguments[i], bindings)]));
    const codec = this.#defined(type, inner);
    this.#open.delete(name);
    if (bindings.size === 0) this.#codecs.set(key, codec);
    return codec;
  }

  #defined({ name, fields, values, base, type }: Json, bindings: Bindings): Codec {
    if (fields !== undefined) {
      const members = fields as readonly Json[];
      return recordCodec(
        name as string,
        new Map(members.map((field) => [field.name as string, this.codec(field.type, bindings)])),
      );
    }
    if (values !== undefined) {
      const symbols = values as readonly { readonly symbol: string; readonly value: number }[];
      const integers = this.codec(base ?? "int32", bindings);
      return enumCodec(integers, new Map(symbols.map(({ symbol, value }) => [symbol, value])));
    }
    return this.codec(type, bindings);
  }

  #union(cases: readonly unknown[], bindings: Bindings): Codec {
    const isTagged = (part: unknown): part is Json => typeof part === "object" && part !== null && "tag" in part;
    if (cases.length === 2 && cases[0] === null && !isTagged(cases[1]))
      return optionalCodec(this.codec(cases[1], bindings));
    return unionCodec(
      cases.map((part) => {
        if (part === null) return ["", undefined] as const;
        if (!isTagged(part)) throw new YardlError("unknown-schema", "a union has a case without a tag");
        return [part.tag as string, this.codec(part.type, bindings)] as const;
      }),
    );
  }
}

function dimensionsOf(dimensions: unknown): readonly number[] | number | undefined {
  if (dimensions === undefined || typeof dimensions === "number") return dimensions;
  const extents = (dimensions as readonly { readonly length?: number }[]).map(({ length }) => length);
  return extents.every((extent) => extent !== undefined) ? extents : extents.length;
}
