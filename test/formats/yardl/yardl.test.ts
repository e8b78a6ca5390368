import { describe, expect, it } from "vitest";
import {
  ByteInput,
  protocolOf,
  readHead,
  readItems,
  type YardlRecord,
  YardlWriter,
} from "../../../src/formats/yardl/index.ts";

function inputOf(bytes: Uint8Array, piece = 3): ByteInput {
  let at = 0;
  return new ByteInput((target) => {
    const part = bytes.subarray(at, at + Math.min(piece, target.length));
    target.set(part);
    at += part.length;
    return part.length;
  }, bytes.length);
}

const text = (value: string) => [value.length, ...Buffer.from(value)];
/** yardl's head: magic bytes, version 1, and a schema of up to 2^14 bytes. */
function head(schema: string, version = 1): number[] {
  return [
    ...Buffer.from("yardl"),
    version,
    0,
    0,
    0,
    (schema.length & 0x7f) | 0x80,
    schema.length >> 7,
    ...Buffer.from(schema),
  ];
}

const types = [
  {
    name: "Color",
    base: "int16",
    values: [
      { symbol: "red", value: -3 },
      { symbol: "blue", value: 4 },
    ],
  },
  { name: "Mask", base: "uint64", values: [] },
  {
    name: "Pair",
    typeParameters: ["T"],
    fields: [
      { name: "a", type: "T" },
      { name: "b", type: "T" },
    ],
  },
  { name: "Choice", type: [null, { tag: "text", type: "string" }, { tag: "int", type: "int32" }] },
  {
    name: "All",
    fields: [
      { name: "color", type: "My.Color" },
      { name: "mask", type: "My.Mask" },
      { name: "maybe", type: [null, "float32"] },
      { name: "pair", type: { name: "My.Pair", typeArguments: ["bool"] } },
      { name: "choices", type: { vector: { items: "My.Choice" } } },
      { name: "two", type: { vector: { items: "int8", length: 2 } } },
      { name: "fixed", type: { array: { items: "uint8", dimensions: [{ length: 2 }] } } },
      { name: "plane", type: { array: { items: "int16", dimensions: [{ name: "y" }, { name: "x" }] } } },
      { name: "free", type: { array: { items: "complexfloat32" } } },
      { name: "texts", type: { array: { items: "string", dimensions: 1 } } },
      { name: "map", type: { map: { keys: "string", values: "uint64" } } },
      { name: "day", type: "date" },
      { name: "z", type: "complexfloat64" },
    ],
  },
];
const schema = JSON.stringify({
  protocol: {
    name: "P",
    sequence: [
      { name: "one", type: "My.All" },
      { name: "many", type: { stream: { items: "int32" } } },
    ],
  },
  types,
});
const doubles = (...values: number[]) => [...new Uint8Array(Float64Array.of(...values).buffer)];
const floats = (...values: number[]) => [...new Uint8Array(Float32Array.of(...values).buffer)];
// Written by hand from the description of the encoding: zigzag varints, a byte for presence, counts before items.
const one = [
  ...[5, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], // −3; 2^63
  ...[1, ...floats(1.5), 1, 0], // present, 1.5; true, false
  ...[3, 0, 1, ...text("hi"), 2, 0xd7, 0x04], // none, "hi", −300
  ...[0xff, 0x7f, 7, 9], // −1, 127; 7, 9
  ...[1, 3, 0, 1, 0xff, 0xff, 0x03], // 1 × 3: 0, −1, −32768
  ...[2, 1, 1, ...floats(2, -3)], // two axes, 1 × 1
  ...[2, ...text("x"), ...text("")],
  ...[1, ...text("k"), 0xac, 0x02], // k: 300
  ...[1, ...doubles(0.1, -0.2)], // −1 day
];
const many = [2, 2, 0x80, 0x01, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]; // two: 1, 64; one: −2^31
const stream = Uint8Array.from([...head(schema), ...one, ...many]);

describe("yardl", () => {
  it("reads every kind of type", () => {
    const input = inputOf(stream);
    const { protocol } = readHead(input);
    const value = protocol.steps[0]!.codec.read(input) as YardlRecord;
    expect(value).toEqual({
      color: -3,
      mask: 2n ** 63n,
      maybe: 1.5,
      pair: { a: true, b: false },
      choices: [undefined, { tag: "text", value: "hi" }, { tag: "int", value: -300 }],
      two: [-1, 127],
      fixed: { shape: [2], data: Uint8Array.of(7, 9) },
      plane: { shape: [1, 3], data: Int16Array.of(0, -1, -32768) },
      free: { shape: [1, 1], data: Float32Array.of(2, -3) },
      texts: { shape: [2], data: ["x", ""] },
      map: new Map([["k", 300n]]),
      day: -1n,
      z: [0.1, -0.2],
    });
    const blocks: number[] = [];
    const items = [...readItems(input, protocol.steps[1]!.codec, (count) => blocks.push(count))];
    expect(items).toEqual([1, 64, -(2 ** 31)]);
    expect(blocks).toEqual([2, 1]);
    expect(input.atEnd).toBe(true);
  });

  it("writes the same bytes", () => {
    const input = inputOf(stream, 1000);
    const { protocol } = readHead(input);
    const [first, items] = protocol.steps;
    const pieces: Uint8Array[] = [];
    const writer = new YardlWriter(schema, (bytes) => pieces.push(bytes.slice()));
    writer.value(first!.codec, first!.codec.read(input));
    writer.block(items!.codec, [1, 64]);
    writer.block(items!.codec, [-(2 ** 31)]);
    writer.endItems();
    expect(Buffer.concat(pieces).equals(stream)).toBe(true);
  });

  it("writes absent fields as empty values, which it reads again", () => {
    const { steps } = protocolOf(schema);
    const pieces: Uint8Array[] = [];
    const writer = new YardlWriter("{}", (bytes) => pieces.push(bytes.slice()));
    writer.value(steps[0]!.codec, {});
    const value = steps[0]!.codec.read(inputOf(pieces[1]!)) as YardlRecord;
    expect(value).toMatchObject({ color: -3, mask: 0n, maybe: undefined, choices: [], two: [0, 0], map: new Map() });
    expect(value.plane).toEqual({ shape: [0, 0], data: new Int16Array(0) });
    expect(value.texts).toEqual({ shape: [0], data: [] });
  });

  it("refuses values that do not fit, and leaves the stream intact", () => {
    const { steps } = protocolOf(schema);
    const pieces: Uint8Array[] = [];
    const writer = new YardlWriter("{}", (bytes) => pieces.push(bytes.slice()));
    expect(() => writer.block(steps[1]!.codec, [1, 2 ** 31])).toThrow("2147483648 is not a value of type int32");
    expect(() => writer.block(steps[1]!.codec, [0.5])).toThrow("0.5 is not a value");
    expect(() => writer.value(steps[0]!.codec, { choices: [{ tag: "no", value: 1 }] })).toThrow(
      "choices: the schema has no no",
    );
    writer.block(steps[1]!.codec, [1]);
    expect(Buffer.concat(pieces.slice(1)).equals(Buffer.of(1, 2))).toBe(true);
  });

  it("says where bytes are missing, at every length", () => {
    for (let length = 0; length < stream.length; length++) {
      const input = inputOf(stream.subarray(0, length));
      const read = () => {
        const { protocol } = readHead(input);
        protocol.steps[0]!.codec.read(input);
        return [...readItems(input, protocol.steps[1]!.codec)];
      };
      expect(read).toThrow(expect.objectContaining({ code: "truncated" }));
    }
  });

  it("refuses damaged values before it allocates memory", () => {
    const codec = (type: unknown) =>
      protocolOf(JSON.stringify({ protocol: { name: "P", sequence: [{ name: "x", type }] }, types })).steps[0]!.codec;
    const read =
      (type: unknown, ...bytes: number[]) =>
      () =>
        codec(type).read(inputOf(Uint8Array.from(bytes)));
    const huge = [0xff, 0xff, 0xff, 0xff, 0x7f];
    expect(read({ array: { items: "float64", dimensions: 1 } }, ...huge)).toThrow("bytes are announced");
    expect(read({ vector: { items: "int32" } }, ...huge)).toThrow("bytes are announced");
    expect(read("string", ...huge)).toThrow("bytes are announced");
    expect(read("My.Choice", 3)).toThrow("case 3 of 3");
    expect(read("uint16", 0x80, 0x80, 0x04)).toThrow("65536 before byte 3 is not a value of type uint16");
    expect(read("uint64", ...Array(10).fill(0xff))).toThrow("more than 64 bits");
    expect(read("string", ...Array(8).fill(0xff), 1)).toThrow("a length before byte 9");
  });

  it("refuses heads and schemas that it does not know", () => {
    const code = (bytes: number[]) => {
      try {
        readHead(inputOf(Uint8Array.from(bytes)));
        return "none";
      } catch (error) {
        return `${(error as { code: string }).code}: ${(error as Error).message}`;
      }
    };
    expect(code([...Buffer.from("yarn ball")])).toMatch(/^malformed: it does not start/);
    expect(code(head(schema, 2))).toMatch(/^unsupported-version: it has version 2/);
    expect(code(head("{".padEnd(200)))).toMatch(/^unknown-schema: the schema is not readable/);
    const withType = (type: unknown, others: unknown[] = []) =>
      code(
        head(JSON.stringify({ protocol: { name: "P", sequence: [{ name: "x", type }] }, types: others }).padEnd(300)),
      );
    expect(withType("My.Absent")).toContain("the schema lacks the type My.Absent");
    expect(withType({ tensor: {} })).toContain("unknown kind of type");
    expect(withType([null, "int8", "int8"])).toContain("a case without a tag");
    expect(withType("My.Loop", [{ name: "Loop", type: { vector: { items: "My.Loop" } } }])).toContain(
      "contains itself",
    );
  });
});
