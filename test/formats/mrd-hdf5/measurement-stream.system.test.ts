import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  inOrder,
  MeasurementStream,
  type MrdBlock,
  MrdFileWriter,
  StorageError,
  type StoredMessage,
} from "../../../src/formats/mrd-hdf5/index.ts";
import { MessageReader, serialize, type WireMessage } from "../../../src/mrd/index.ts";
import { image, openGroup, readout, temporaryPath, waveform } from "./fixtures.ts";

const thread = new URL("../../../dist/src/entries/measurement-thread.js", import.meta.url);

async function open(path: string, group?: string): Promise<MeasurementStream> {
  const stream = await MeasurementStream.open(path, { group }, thread);
  onTestFinished(() => stream.close());
  return stream;
}

async function fileOf(messages: readonly StoredMessage[]): Promise<string> {
  const path = temporaryPath();
  const writer = await MrdFileWriter.create(path, { group: "scan" });
  writer.writeHeader("<header/>");
  writer.writeConfigAdditional("{}");
  for (const message of messages) writer.append(message);
  writer.close();
  return path;
}

/** All blocks, joined; each is valid only until the next. */
async function drained(blocks: AsyncIterable<MrdBlock>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const { bytes } of blocks) pieces.push(Buffer.from(bytes));
  return Buffer.concat(pieces);
}

const mixed = [
  readout(0),
  readout(1, { samples: 0 }),
  readout(2, { samples: 60_000, channels: 10 }), // longer than all blocks together
  readout(3, { dimensions: 2 }),
  image(1, { series: 2 }),
  image(2, { series: 2, attributes: "<ismrmrdMeta/>" }),
];

const all = { waveforms: true, images: true };

describe("MeasurementStream", () => {
  it("reports the contents of the group before it is read", async () => {
    const { summary } = await open(await fileOf([...mixed, waveform(0)]));
    expect(summary).toEqual({
      group: "scan",
      header: "<header/>",
      configAdditional: "{}",
      acquisitionCount: 4,
      waveformCount: 1,
      imageCount: 2,
    });
  });

  it.each([
    { waveforms: true, images: true },
    { waveforms: false, images: true },
    { waveforms: true, images: false },
  ])("is the group's messages in order, as MRD: %o", async (parts) => {
    const path = await fileOf([...mixed, waveform(0), waveform(1)]);
    const messages = [...inOrder(await openGroup(path), parts)];
    const bytes = await drained((await open(path)).blocks(parts));
    expect(bytes.equals(Buffer.concat(messages.flatMap((message) => serialize(message))))).toBe(true);
    const kinds = ["acquisition", ...(parts.waveforms ? ["waveform"] : []), ...(parts.images ? ["image"] : [])];
    expect(new Set(messages.map(({ kind }) => kind))).toEqual(new Set(kinds));
  });

  it("counts messages in the block in which they end", async () => {
    const ends: WireMessage["kind"][][] = [];
    const counted: MrdBlock["counts"][] = [];
    const reader = new MessageReader();
    for await (const { bytes, counts } of (await open(await fileOf(mixed))).blocks(all)) {
      ends.push([...reader.push(bytes)].map(({ kind }) => kind));
      counted.push(counts);
    }
    reader.finish();
    const count = (kinds: readonly string[], wanted: string) => kinds.filter((kind) => kind === wanted).length;
    expect(counted).toEqual(
      ends.map((kinds) => ({
        acquisitions: count(kinds, "acquisition"),
        waveforms: 0,
        images: count(kinds, "image"),
      })),
    );
  });

  it("is empty where the group is", async () => {
    expect(await drained((await open(await fileOf([]))).blocks(all))).toHaveLength(0);
  });

  it("refuses what can't be opened as MrdFile does", async () => {
    await expect(open("/nowhere.h5")).rejects.toThrow(
      expect.objectContaining({ name: "StorageError", code: "not-found" }),
    );
    await expect(open(await fileOf(mixed), "other")).rejects.toThrow(/has no group other; it has: scan/);
  });

  it("yields what can be read, then reports what cannot", async () => {
    const path = await fileOf(Array.from({ length: 3000 }, (_, i) => readout(i, { samples: 512 })));
    const bytes = readFileSync(path);
    bytes.write("LOST", bytes.lastIndexOf("GCOL"));
    writeFileSync(path, bytes);
    const reader = new MessageReader();
    const read: number[] = [];
    const reading = async () => {
      for await (const block of (await open(path)).blocks(all)) {
        for (const message of reader.push(block.bytes))
          if (message.kind === "acquisition") read.push(message.header.scanCounter);
      }
    };
    await expect(reading()).rejects.toThrow(StorageError);
    reader.finish();
    expect(read.length).toBeGreaterThan(2980); // Those of the last collection, of 64 KB, are lost.
    expect(read).toEqual(read.map((_, i) => i));
  });

  it("ends its thread when it is left early", async () => {
    const stream = await open(await fileOf(mixed));
    for await (const { bytes } of stream.blocks(all)) {
      expect(bytes.length).toBeGreaterThan(0);
      break;
    }
    await stream.close();
    // Blocks already read are still there, but none after them.
    await expect(drained(stream.blocks(all))).rejects.toThrow(/thread exited/);
  });
});

describe("inOrder", () => {
  const at = (acquisitionTimeStamp: number) => {
    const message = readout(0);
    return { ...message, header: message.header.with({ acquisitionTimeStamp }) };
  };
  const waveformAt = (timeStamp: number) => {
    const message = waveform(0);
    return { ...message, header: message.header.with({ timeStamp }) };
  };
  const group = {
    series: [],
    waveformCount: 4,
    *acquisitions() {
      yield* [at(10), at(20), at(30)];
    },
    *waveforms() {
      yield* [waveformAt(5), waveformAt(20), waveformAt(25), waveformAt(99)];
    },
    images() {
      throw new Error("there are none");
    },
  };
  const stamps = (waveforms: boolean) =>
    [...inOrder(group, { waveforms, images: true })].map((message) => {
      if (message.kind === "waveform") return `w${message.header.timeStamp}`;
      return message.kind === "acquisition" ? `a${message.header.acquisitionTimeStamp}` : message.kind;
    });

  it("puts waveforms between readouts, in the order of their time stamps", () => {
    expect(stamps(true)).toEqual(["w5", "a10", "w20", "a20", "w25", "a30", "w99"]);
  });

  it("omits waveforms unless they are requested", () => {
    expect(stamps(false)).toEqual(["a10", "a20", "a30"]);
  });
});
