import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MessageReader, type MessageReaderOptions, MrdError, type MrdErrorCode } from "../../src/mrd/index.ts";
import * as wire from "../support/wire-bytes.ts";
import { plain, wireSamples } from "../support/wire-samples.ts";

function read(chunks: Iterable<Uint8Array>, options?: MessageReaderOptions): object[] {
  const reader = new MessageReader(options);
  const messages = [...chunks].flatMap((chunk) => [...reader.push(chunk)].map(plain));
  reader.finish();
  return messages;
}

function failure(action: () => unknown): MrdError {
  try {
    action();
  } catch (error) {
    if (error instanceof MrdError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function expectFailure(action: () => unknown, code: MrdErrorCode, message: RegExp): void {
  const error = failure(action);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
}

const everything = Buffer.concat(wireSamples.map(({ bytes }) => bytes));
const everyMessage = wireSamples.map(({ message }) => plain(message));

describe("MessageReader", () => {
  it.each(wireSamples)("reads $name", ({ bytes, message }) => {
    expect(read([bytes])).toEqual([plain(message)]);
  });

  it("reads messages that follow each other", () => {
    expect(read([everything])).toEqual(everyMessage);
  });

  it.each(wireSamples)("reads $name split in two at any byte", ({ bytes, message }) => {
    for (let split = 0; split <= bytes.length; split++) {
      expect(read([bytes.subarray(0, split), bytes.subarray(split), wire.close])).toEqual([
        plain(message),
        { kind: "close" },
      ]);
    }
  });

  it("reads byte by byte", () => {
    expect(read(Array.from(everything, (byte) => Uint8Array.of(byte)))).toEqual(everyMessage);
  });

  it("reads the same messages however their bytes are cut", () => {
    const cuts = fc.uniqueArray(fc.nat(everything.length), { maxLength: 60 });
    fc.assert(
      fc.property(cuts, (unsorted) => {
        const edges = [0, ...unsorted.sort((a, b) => a - b), everything.length];
        const chunks = edges.slice(1).map((end, i) => everything.subarray(edges[i], end));
        expect(read(chunks)).toEqual(everyMessage);
      }),
    );
  });

  it("gives a message as soon as its last byte is there", () => {
    const reader = new MessageReader();
    for (const { bytes, message } of wireSamples) {
      expect([...reader.push(bytes.subarray(0, -1))]).toEqual([]);
      expect([...reader.push(bytes.subarray(-1))].map(plain)).toEqual([plain(message)]);
    }
  });

  it("keeps nothing of a chunk, so that its memory can be used again", () => {
    const chunk = Buffer.from(everything);
    const messages = [...new MessageReader().push(chunk)];
    chunk.fill(0xff);
    expect(messages.map(plain)).toEqual(everyMessage);
  });

  it("takes the length of attributes from the message, not from the image header", () => {
    const header = wire.headerBytes(wire.imageSize, wire.imageSpots, { dataType: 1, attributeStringLen: 999 });
    expect(read([wire.image(header, "<a/>", Buffer.alloc(0))])).toMatchObject([{ attributes: "<a/>" }]);
  });
});

describe("texts that end in NUL, as FIRE sends them, lose it", () => {
  const header = wire.headerBytes(wire.imageSize, wire.imageSpots, { dataType: 1 });
  it.each([
    ["CONFIG_TEXT", wire.text(2, "a: 1\0"), { text: "a: 1" }],
    ["HEADER", wire.text(3, "<x/>\0"), { text: "<x/>" }],
    ["TEXT", wire.text(5, "{}\0"), { text: "{}" }],
    ["TEXT of nothing else", wire.text(5, "\0"), { text: "" }],
    ["QUERY", wire.query(1n, "q\0", 5n), { text: "q" }],
    ["RESPONSE", wire.response(1n, "r\0"), { text: "r" }],
    ["ERROR", wire.error("e\0\0"), { text: "e" }],
    ["DEPENDENCY_QUERY", wire.dependencies("<m/>\0"), { attributes: "<m/>" }],
    ["attributes", wire.image(header, "<m/>\0", Buffer.alloc(0)), { attributes: "<m/>" }],
    ["CONFIG_FILE with other bytes after it", Buffer.concat([wire.configFile("a\0b")]), { name: "a" }],
    ["CONFIG_FILE that fills its field", wire.configFile("n".repeat(1024)), { name: "n".repeat(1024) }],
  ])("%s", (_, bytes, expected) => {
    expect(read([bytes, wire.close])).toMatchObject([expected, { kind: "close" }]);
  });
});

describe("message ids", () => {
  it.each([0, 9, 999, 1000, 1027, 1049, 1052, 65535])("%d is refused as unknown", (id) => {
    expectFailure(() => read([wire.u16(id)]), "unknown-message", new RegExp(`message id ${id} is unknown`));
  });

  const deprecated = [...range(1001, 1007), ...range(1009, 1017), 1020, 1021, ...range(1023, 1025), 1050, 1051];
  it.each(deprecated)("%d is refused by its name", (id) => {
    expectFailure(() => read([wire.u16(id)]), "deprecated-message", new RegExp(`message id ${id}, [A-Z_]{4,}`));
  });

  it("are refused with their place in the stream", () => {
    const error = failure(() => read([wire.close, wire.text(5, "abc"), wire.u16(77)]));
    expect(error.message).toContain("message 3 (at byte 11 of the stream)");
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

describe("lengths from the peer", () => {
  const longest = 2n ** 64n - 1n;
  const acquisitionHeader = wire.headerBytes(wire.acquisitionSize, wire.acquisitionSpots, {
    numberOfSamples: 65535,
    activeChannels: 65535,
    trajectoryDimensions: 65535,
  });
  const waveformHeader = wire.headerBytes(wire.waveformSize, wire.waveformSpots, {
    numberOfSamples: 65535,
    channels: 65535,
  });
  const imageHeader = wire.headerBytes(wire.imageSize, wire.imageSpots, {
    dataType: 8,
    matrixSize: [65535, 65535, 65535],
    channels: 65535,
  });
  const none = Buffer.alloc(0);

  it.each([
    ["CONFIG_TEXT", Buffer.concat([wire.u16(2), wire.u32(0xffffffff)])],
    ["HEADER", Buffer.concat([wire.u16(3), wire.u32(0xffffffff)])],
    ["TEXT", Buffer.concat([wire.u16(5), wire.u32(0xffffffff)])],
    ["QUERY", Buffer.concat([wire.u16(6), wire.u64(0n), wire.u64(0n), wire.u64(longest)])],
    ["RESPONSE", Buffer.concat([wire.u16(7), wire.u64(0n), wire.u64(longest)])],
    ["ERROR", Buffer.concat([wire.u16(8), wire.u64(2n ** 63n)])],
    ["DEPENDENCY_QUERY", Buffer.concat([wire.u16(1019), wire.u64(longest)])],
    ["image attributes", Buffer.concat([wire.u16(1022), imageHeader, wire.u64(longest)])],
    ["image", wire.image(imageHeader, "", none)],
    ["readout", wire.acquisition(acquisitionHeader, none, none)],
    ["waveform", wire.waveform(waveformHeader, none)],
  ])("%s near the largest is refused before anything is allocated", (name, bytes) => {
    expectFailure(() => read([bytes]), "message-too-large", new RegExp(`${name}.*exceeds the limit`));
  });

  it("are limited to the byte for texts", () => {
    expect(read([wire.text(5, "12345678")], { maxTextBytes: 8 })).toHaveLength(1);
    expectFailure(
      () => read([wire.text(5, "123456789")], { maxTextBytes: 8 }),
      "message-too-large",
      /9 bytes.* 8 bytes/,
    );
  });

  it("are limited to the byte for data, trajectory included", () => {
    const { bytes } = wireSamples.find(({ name }) => name === "ACQUISITION with a trajectory")!;
    expect(read([bytes], { maxMessageBytes: 48 })).toHaveLength(1);
    expectFailure(() => read([bytes], { maxMessageBytes: 47 }), "message-too-large", /readout 4711/);
  });

  it("name the option that raises the limit", () => {
    const large = () => read([wire.text(5, "123456789")], { maxTextBytes: 8 });
    expect(failure(large).message).toBe(
      "message 1 (at byte 0 of the stream): TEXT (9 bytes) exceeds the limit of 8 bytes, which a server's --max-text raises",
    );
    const header = wire.headerBytes(wire.waveformSize, wire.waveformSpots, { numberOfSamples: 3, channels: 1 });
    expect(failure(() => read([wire.waveform(header, none)], { maxMessageBytes: 8 })).message).toMatch(
      /waveform \(12 bytes\) exceeds the limit of 8 bytes, which a server's --max-message raises/,
    );
  });

  it.each([
    ["channels", { activeChannels: 1024 }, { activeChannels: 1025 }, "1025 channels: at most 1024 channels"],
    [
      "dimensions",
      { trajectoryDimensions: 64 },
      { trajectoryDimensions: 65 },
      "a trajectory of 65 dimensions: at most 64",
    ],
  ])("bound the %s of a readout, and name the one that is too many", (_name, most, more, refusal) => {
    const readout = (values: { activeChannels?: number; trajectoryDimensions?: number }) => {
      const fields = { numberOfSamples: 1, activeChannels: 0, trajectoryDimensions: 0, ...values };
      const header = wire.headerBytes(wire.acquisitionSize, wire.acquisitionSpots, fields);
      return wire.acquisition(
        header,
        Buffer.alloc(4 * fields.trajectoryDimensions),
        Buffer.alloc(8 * fields.activeChannels),
      );
    };
    expect(read([readout(most)])).toHaveLength(1);
    expectFailure(
      () => read([readout(more)]),
      "malformed-message",
      new RegExp(`readout 0 .* ${refusal} are accepted$`),
    );
  });

  it("do not limit data as texts, nor texts as data", () => {
    expect(read([everything], { maxMessageBytes: 64, maxTextBytes: 64 })).toEqual(everyMessage);
  });
});

describe("an image of no known data type", () => {
  it.each([0, 9, 65535])("is refused for type %d", (dataType) => {
    const header = wire.headerBytes(wire.imageSize, wire.imageSpots, { dataType });
    expectFailure(() => read([wire.image(header, "", Buffer.alloc(0))]), "malformed-message", /types 1 to 8/);
  });
});

describe("a stream that stops", () => {
  it.each(wireSamples)("inside $name is truncated", ({ bytes }) => {
    for (let length = 1; length < bytes.length; length++) {
      const reader = new MessageReader();
      expect([...reader.push(wire.close), ...reader.push(bytes.subarray(0, length))]).toHaveLength(1);
      expect(failure(() => reader.finish()).code).toBe("truncated");
    }
  });

  it("before a message or between two is complete", () => {
    const reader = new MessageReader();
    reader.finish();
    for (const { bytes } of wireSamples) {
      expect([...reader.push(bytes)]).toHaveLength(1);
      reader.finish();
    }
  });

  it("says which message was cut", () => {
    const cut = Buffer.concat([wire.close, wire.text(5, "hello").subarray(0, -1)]);
    expectFailure(() => read([cut]), "truncated", /inside message 2 \(at byte 2 of the stream\)/);
  });
});

describe("a stream that failed", () => {
  it("first gives the messages before the failure", () => {
    const messages = new MessageReader().push(Buffer.concat([wire.text(5, "last message"), wire.u16(77)]));
    expect(messages.next().value).toEqual({ kind: "text", text: "last message" });
    expect(() => messages.next()).toThrow(MrdError);
  });

  it("is not read further: it fails the same way again", () => {
    const reader = new MessageReader();
    const first = failure(() => [...reader.push(wire.u16(77))]);
    expect(failure(() => [...reader.push(wire.close)])).toBe(first);
    expect(failure(() => reader.finish())).toBe(first);
  });
});
