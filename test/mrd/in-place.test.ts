import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Acquisition,
  acquisitionOf,
  MessageReader,
  type StoredReadout,
  type WireMessage,
} from "../../src/mrd/index.ts";
import * as wire from "../support/wire-bytes.ts";
import { plain, wireSamples } from "../support/wire-samples.ts";

const everything = Buffer.concat(wireSamples.map(({ bytes }) => bytes));
const everyMessage = wireSamples.map(({ message }) => plain(message));
const sample = wireSamples.find(({ message }) => message.kind === "acquisition" && message.data.length > 0)!;

/** What {@link MessageReader.pushInPlace} makes of bytes, one readout at a time. */
const inPlace = (reader: MessageReader, bytes: Uint8Array) =>
  [...reader.pushInPlace(bytes)].flatMap((message): readonly (WireMessage | StoredReadout)[] =>
    message.kind === "stored-readouts" ? [...message.readouts] : [message],
  );

const asWire = (message: WireMessage | StoredReadout) =>
  plain(message.kind === "stored-readout" ? acquisitionOf(message) : message);

/** The same of chunks, each of which changes when the one after the next comes. */
function read(chunks: Iterable<Uint8Array>): object[] {
  const reader = new MessageReader();
  const messages: object[] = [];
  let before: Uint8Array = new Uint8Array(0);
  for (const chunk of chunks) {
    for (const message of inPlace(reader, chunk)) messages.push(asWire(message));
    if (before.buffer !== chunk.buffer) before.fill(0xff);
    before = chunk;
  }
  reader.finish();
  return messages;
}

const cuts = fc.uniqueArray(fc.nat(everything.length), { maxLength: 60 }).map((unsorted) => {
  const edges = [0, ...unsorted.sort((a, b) => a - b), everything.length];
  return edges.slice(1).map((end, i) => [edges[i]!, end] as const);
});

describe("readouts that are read in place", () => {
  it("are the same as those that are copied, however their bytes are cut within a block", () => {
    fc.assert(
      fc.property(cuts, (parts) => {
        expect(read(parts.map((part) => everything.subarray(...part)))).toEqual(everyMessage);
      }),
    );
  });

  it("are the same if each chunk has memory of its own", () => {
    fc.assert(
      fc.property(cuts, (parts) => {
        expect(read(parts.map((part) => Uint8Array.from(everything.subarray(...part))))).toEqual(everyMessage);
      }),
    );
  });

  it.each([0, 1, 2, 3])("keep their samples where they are, %i bytes after an aligned address", (shift) => {
    const bytes = new Uint8Array(shift + sample.bytes.length).subarray(shift);
    bytes.set(sample.bytes);
    const [readout] = inPlace(new MessageReader(), bytes);
    expect(readout!.kind).toBe("stored-readout");
    const { source } = readout as StoredReadout;
    expect(source.buffer).toBe(bytes.buffer);
    expect(source.byteOffset + source.length).toBe(bytes.byteOffset + bytes.length);
    expect(asWire(readout!)).toEqual(plain(sample.message));
  });

  it("come together, and before a message that follows them", () => {
    const bytes = Buffer.concat([sample.bytes, sample.bytes, wire.close, sample.bytes]);
    const messages = [...new MessageReader().pushInPlace(bytes)];
    expect(messages).toMatchObject([
      { kind: "stored-readouts", readouts: [{}, {}] },
      { kind: "close" },
      { kind: "stored-readouts", readouts: [{}] },
    ]);
  });

  it("come before an error that follows them", () => {
    const messages = new MessageReader().pushInPlace(Buffer.concat([sample.bytes, wire.u16(77)]));
    expect(messages.next().value).toMatchObject({ kind: "stored-readouts", readouts: [{}] });
    expect(() => messages.next()).toThrow("message 2");
  });

  it("keep their headers there, but not their trajectories", () => {
    const bytes = Uint8Array.from(sample.bytes);
    const [readout] = inPlace(new MessageReader(), bytes) as [StoredReadout];
    const { header, trajectory } = sample.message as Acquisition;
    expect(readout.header.bytes.buffer).toBe(bytes.buffer);
    expect(readout.header.toObject()).toEqual(header.toObject());
    bytes.fill(0xff);
    expect(readout.trajectory).toEqual(trajectory);
  });

  it("are copied, header and samples, for those who keep them", () => {
    const bytes = Uint8Array.from(sample.bytes);
    const [readout] = inPlace(new MessageReader(), bytes) as [StoredReadout];
    const copy = acquisitionOf(readout);
    bytes.fill(0xff);
    expect(plain(copy)).toEqual(plain(sample.message));
  });

  it("may be left incomplete, and are copied then", () => {
    const reader = new MessageReader();
    const begin = Uint8Array.from(sample.bytes.subarray(0, 400));
    expect(inPlace(reader, begin)).toEqual([]);
    reader.copyRest();
    begin.fill(0xff);
    const messages = [...inPlace(reader, sample.bytes.subarray(400)), ...inPlace(reader, wire.close)];
    expect(messages.map(asWire)).toEqual([plain(sample.message), { kind: "close" }]);
  });

  it.each([1, 100, 400])("are truncated if the stream ends after %i bytes", (length) => {
    const reader = new MessageReader();
    expect([...reader.pushInPlace(wire.close), ...reader.pushInPlace(sample.bytes.subarray(0, length))]).toHaveLength(
      1,
    );
    expect(() => reader.finish()).toThrow("the stream ended inside message 2 (at byte 2 of the stream)");
  });

  it("are counted in the places of later errors", () => {
    const reader = new MessageReader();
    const { length } = sample.bytes;
    const bytes = Buffer.concat([sample.bytes, sample.bytes, wire.u16(77)]);
    expect(() => [...reader.pushInPlace(bytes)]).toThrow(`message 3 (at byte ${2 * length} of the stream)`);
  });

  it("are refused if they exceed a limit, at their headers", () => {
    const reader = new MessageReader({ maxMessageBytes: 8 });
    const expected = /message 1 \(at byte 0 of the stream\): readout 4711 .* exceeds the limit of 8 bytes/;
    expect(() => [...reader.pushInPlace(sample.bytes.subarray(0, 342))]).toThrow(expected);
  });
});
