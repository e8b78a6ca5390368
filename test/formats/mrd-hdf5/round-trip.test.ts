import { readFileSync } from "node:fs";
import fc from "fast-check";
import h5wasm from "h5wasm/node";
import { describe, expect, it } from "vitest";
import { MrdFile, MrdFileWriter, type StoredMessage } from "../../../src/formats/mrd-hdf5/index.ts";
import {
  AcquisitionHeader,
  DataType,
  ImageHeader,
  type Member,
  type RecordLayout,
  WaveformHeader,
} from "../../../src/mrd/index.ts";
import { image, openGroup, readout, temporaryPath, waveform } from "./fixtures.ts";

async function written(messages: Iterable<StoredMessage>, path = temporaryPath()): Promise<string> {
  const writer = await MrdFileWriter.create(path);
  for (const message of messages) writer.append(message);
  writer.close();
  return path;
}

/** Arbitrary values of a header's fields, except those that define the amount of data. */
function fields(layout: RecordLayout, fixed: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  const scalar = ({ scalar }: Member): fc.Arbitrary<number | bigint> => {
    if (scalar === "f32") return fc.float({ noNaN: true });
    if (scalar === "u64") return fc.bigInt(0n, 2n ** 64n - 1n);
    if (scalar === "i32") return fc.integer();
    return fc.integer({ min: 0, max: scalar === "u16" ? 2 ** 16 - 1 : 2 ** 32 - 1 });
  };
  const free = layout.members.filter(({ name }) => !fixed.includes(name));
  return fc.record(
    Object.fromEntries(
      free.map((member) => {
        const { count } = member;
        const value = scalar(member);
        return [member.name, count === undefined ? value : fc.array(value, { minLength: count, maxLength: count })];
      }),
    ),
  );
}

/** Bitwise equality; `toEqual` compares values one by one, which takes too long for millions of samples. */
function sameBytes(a: Float32Array, b: Float32Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => Buffer.from(buffer, byteOffset, byteLength);

describe("a file that is written and read again", () => {
  it("gives the same readouts where they were read to, each until the next", async () => {
    // 120 readouts of 64 KB come in several batches.
    const readouts = Array.from({ length: 120 }, (_, i) => readout(i, { samples: 1024, channels: 8, dimensions: 1 }));
    const group = await openGroup(await written(readouts));
    const memories = new Set<ArrayBufferLike>();
    let read = 0;
    for (const { header, trajectory, data } of group.acquisitions({ reuse: true })) {
      const original = readouts[read]!;
      expect(header.toObject()).toEqual(original.header.toObject());
      expect(Buffer.compare(bytesOf(trajectory), bytesOf(original.trajectory))).toBe(0);
      expect(Buffer.compare(bytesOf(data), bytesOf(original.data))).toBe(0);
      memories.add(data.buffer);
      read += 1;
    }
    expect(read).toBe(readouts.length);
    expect(memories.size).toBe(1);
    expect(memories).not.toContain((await h5wasm.ready).HEAPU8.buffer); // HDF5 would take five times as long.
  });

  it("holds every field of every readout's header, 64-bit masks included", async () => {
    const { layout } = AcquisitionHeader;
    const any = fields(layout, ["numberOfSamples", "activeChannels", "trajectoryDimensions"]);
    const headers = fc.sample(any, 200).map((values) => AcquisitionHeader.of(values));
    const empty = { trajectory: new Float32Array(), data: new Float32Array() };
    const path = await written(headers.map((header) => ({ kind: "acquisition", header, ...empty })));
    const read = [...(await openGroup(path)).acquisitions()];
    expect(read.map(({ header }) => header.toObject())).toEqual(headers.map((header) => header.toObject()));
  });

  it("holds every field of waveforms and images", async () => {
    const waveforms = fc
      .sample(fields(WaveformHeader.layout, ["numberOfSamples", "channels"]), 50)
      .map((values) => WaveformHeader.of(values));
    const shaped = ["dataType", "matrixSize", "channels", "attributeStringLen", "imageSeriesIndex"];
    const images = fc
      .sample(fields(ImageHeader.layout, shaped), 50)
      .map((values) => ImageHeader.of(values).with({ dataType: DataType.ushort, matrixSize: [1, 1, 1], channels: 1 }));
    const path = await written([
      ...waveforms.map((header) => ({ kind: "waveform", header, data: new Uint32Array() }) as const),
      ...images.map((header) => ({ kind: "image", header, attributes: "", data: Uint16Array.of(7) }) as const),
    ]);
    const group = await openGroup(path);
    expect([...group.waveforms()].map(({ header }) => header.bytes)).toEqual(waveforms.map(({ bytes }) => bytes));
    expect([...group.images("image_0")].map(({ header }) => header.bytes)).toEqual(images.map(({ bytes }) => bytes));
  });

  it("holds readouts of different lengths, with and without trajectory, empty and larger than a heap collection", async () => {
    const shape = fc.record({
      samples: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(20_000)),
      channels: fc.integer({ min: 1, max: 3 }),
      dimensions: fc.integer({ min: 0, max: 3 }),
    });
    const sent = fc.sample(shape, 300).map((options, i) => readout(i, options));
    const read = [...(await openGroup(await written(sent))).acquisitions()];
    expect(read.length).toBe(sent.length);
    read.forEach(({ trajectory, data }, i) => {
      expect(sameBytes(trajectory, sent[i]!.trajectory)).toBe(true);
      expect(sameBytes(data, sent[i]!.data)).toBe(true);
    });
  });

  it("holds waveforms", async () => {
    const sent = Array.from({ length: 700 }, (_, i) => waveform(i, i % 9));
    const group = await openGroup(await written(sent));
    expect(group.waveformCount).toBe(700);
    expect([...group.waveforms()]).toEqual(sent);
  });

  it.each(Object.entries(DataType))("holds %s images with their attributes", async (_, dataType) => {
    const attributes = ["", "<ismrmrdMeta/>", "<value>Größe µ 日本</value>"];
    const sent = attributes.map((text, i) => image(i, { dataType, attributes: text }));
    const read = [...(await openGroup(await written(sent))).images("image_0")];
    expect(read.map((message) => message.attributes)).toEqual(attributes);
    expect(read.map((message) => message.data)).toEqual(sent.map((message) => message.data));
    expect(read.map(({ header }) => header.attributeStringLen)).toEqual(
      attributes.map((text) => Buffer.byteLength(text)),
    );
  });

  it("holds the header and configuration texts, the last of each", async () => {
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path);
    writer.writeHeader("<old/>");
    writer.flush();
    writer.writeHeader("<ismrmrdHeader>Ø</ismrmrdHeader>".repeat(3000));
    writer.writeConfig("chain:\n  - noise-adjust\n");
    writer.writeConfigFile("cartesian.yaml");
    writer.writeConfigAdditional('{"parameters":{}}');
    writer.close();
    const group = await openGroup(path);
    expect(group.header).toBe("<ismrmrdHeader>Ø</ismrmrdHeader>".repeat(3000));
    expect(group.config).toBe("chain:\n  - noise-adjust\n");
    expect(group.configFile).toBe("cartesian.yaml");
    expect(group.configAdditional).toBe('{"parameters":{}}');
  });

  it("has no header where none was written", async () => {
    const group = await openGroup(await written([readout(0)]));
    expect(group.header).toBeUndefined();
    expect(group.configAdditional).toBeUndefined();
  });

  it("holds arrays", async () => {
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path);
    writer.append(readout(0));
    const data = Float64Array.from({ length: 2 * 5 * 3 * 7 }, (_, i) => i / 3);
    writer.writeArray("csm", [5, 3, 7], DataType.complexDouble, data);
    writer.close();
    const group = await openGroup(path);
    expect(group.arrays).toEqual(["csm"]);
    expect(group.array("csm")).toEqual({ shape: [5, 3, 7], dataType: DataType.complexDouble, data });
  });

  it("gives a range of readouts", async () => {
    const group = await openGroup(await written(Array.from({ length: 100 }, (_, i) => readout(i))));
    const counters = [...group.acquisitions({ start: 40, end: 75 })].map(({ header }) => header.scanCounter);
    expect(counters).toEqual(Array.from({ length: 35 }, (_, i) => 40 + i));
    expect([...group.acquisitions({ start: 99, end: 500 })].length).toBe(1);
    expect([...group.acquisitions({ start: 100 })].length).toBe(0);
  });

  it("gives messages that share no byte", async () => {
    const group = await openGroup(await written(Array.from({ length: 50 }, (_, i) => readout(i))));
    const stretches = [...group.acquisitions()]
      .flatMap(({ header, data }) => [header.bytes, data])
      .map(({ buffer, byteOffset, byteLength }) => ({ buffer, start: byteOffset, end: byteOffset + byteLength }));
    for (const [i, a] of stretches.entries()) {
      for (const b of stretches.slice(i + 1)) {
        expect(a.buffer !== b.buffer || a.end <= b.start || b.end <= a.start).toBe(true);
      }
    }
  });

  it("can be appended to between flushes, and read while it grows", async () => {
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path, { sync: true });
    for (let i = 0; i < 60; i++) {
      writer.append(readout(i));
      writer.append(image(i, { series: i % 3, attributes: `${i}` }));
      writer.flush();
      if (i % 20 > 0) continue;
      const file = await MrdFile.open(path);
      expect(file.group().acquisitionCount).toBe(i + 1);
      expect([...file.group().acquisitions()].at(-1)).toEqual(readout(i));
      file.close();
    }
    writer.close();
    const group = await openGroup(path);
    expect([...group.images("image_1")].map(({ attributes }) => Number(attributes))).toEqual(
      Array.from({ length: 20 }, (_, i) => 3 * i + 1),
    );
  });

  it("does not grow by flushing what is committed already", async () => {
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path);
    writer.append(readout(0));
    writer.flush();
    const size = readFileSync(path).length;
    for (let i = 0; i < 10; i++) writer.flush();
    writer.close();
    expect(readFileSync(path).length).toBe(size);
  });
});

describe("a writer", () => {
  it("puts images that do not fit their series into one next to it, and reports it", async () => {
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path);
    const small = { matrix: [4, 4, 1], channels: 1 } as const;
    writer.append(image(0, small));
    writer.append(image(1, { ...small, dataType: DataType.short }));
    writer.append(image(2, { ...small, matrix: [4, 5, 1] }));
    writer.append(image(3, { ...small, dataType: DataType.short }));
    writer.append(image(4, small));
    writer.append(image(5, { ...small, series: 1 }));
    const { series } = writer.close();
    expect(series).toEqual([
      { name: "image_0", count: 2 },
      { name: "image_0_1", count: 2, mismatch: "1×1×4×4 short does not fit image_0, which holds 1×1×4×4 float" },
      { name: "image_0_2", count: 1, mismatch: "1×1×5×4 float does not fit image_0, which holds 1×1×4×4 float" },
      { name: "image_1", count: 1 },
    ]);
    const group = await openGroup(path);
    const indices = group.series.map(({ name }) => [...group.images(name)].map(({ header }) => header.imageIndex));
    expect(indices).toEqual([[0, 4], [1, 3], [2], [5]]);
  });

  it("sums up what it wrote, and can be closed again", async () => {
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path, { group: "today" });
    writer.append(readout(0));
    writer.append(waveform(0));
    const summary = writer.close();
    expect(summary).toEqual({ path, group: "today", acquisitions: 1, waveforms: 1, series: [] });
    expect(writer.close()).toEqual(summary);
    expect(() => writer.append(readout(1))).toThrow(expect.objectContaining({ code: "closed" }));
  });

  it("refuses messages whose data are not what the header announces, and goes on", async () => {
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path);
    const malformed = (message: StoredMessage, text: string) =>
      expect(() => writer.append(message)).toThrow(
        expect.objectContaining({ code: "malformed-message", message: expect.stringContaining(text) as string }),
      );
    malformed({ ...readout(3), data: new Float32Array(5) }, "readout 3 announces 64 data values and carries 5");
    malformed({ ...readout(3), trajectory: new Float32Array(5) }, "announces 0 trajectory values and carries 5");
    malformed({ ...waveform(0), data: new Uint32Array(1) }, "announces 16 values and carries 1");
    malformed({ ...image(1), data: new Float32Array(1) }, "image 1 of series 0 announces 192 bytes and carries 4");
    malformed({ ...image(1), header: ImageHeader.of({ dataType: 9 }) }, "data type 9");
    malformed({ ...image(1), header: ImageHeader.of({ dataType: 1 }) }, "no pixels");
    writer.append(readout(0));
    expect(writer.close().acquisitions).toBe(1);
  });

  it("refuses names that HDF5 cannot have, and arrays where something else belongs", async () => {
    const path = temporaryPath();
    for (const group of ["", ".", "a\0b"]) {
      await expect(MrdFileWriter.create(path, { group })).rejects.toMatchObject({ code: "invalid-name" });
    }
    const writer = await MrdFileWriter.create(path);
    for (const name of ["data", "xml", "image_0", "a/b"]) {
      const write = () => writer.writeArray(name, [1], DataType.float, Float32Array.of(1));
      expect(write).toThrow(expect.objectContaining({ code: "invalid-name" }));
    }
    writer.close();
  });

  it("says why it cannot write", async () => {
    const path = temporaryPath("no/such/directory.h5");
    await expect(MrdFileWriter.create(path)).rejects.toMatchObject({
      code: "write-failed",
      message: expect.stringContaining("ENOENT") as string,
    });
  });
});
