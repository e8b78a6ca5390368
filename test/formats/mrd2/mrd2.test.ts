import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { MrdFile } from "../../../src/formats/mrd-hdf5/index.ts";
import { mrd2Sink, mrd2Source, schemaOf } from "../../../src/formats/mrd2/index.ts";
import type { MeasurementSource, SourceMessage, SourceOptions } from "../../../src/formats/source/index.ts";
import {
  AcquisitionHeader,
  type Image,
  ImageHeader,
  parseAttributes,
  parseHeader,
  WaveformHeader,
} from "../../../src/mrd/index.ts";
import { withReason } from "../../support/peers.ts";
import { noSharedData, sharedData } from "../../support/shared-data.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-mrd2-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Streams that streams/write-streams.py wrote with the MRD 2 library of each version. */
const versions = ["2.0.0", "2.1.0", "2.2.0", "2.2.1"] as const;
const streamOf = (version: string) => gunzipSync(readFileSync(new URL(`streams/${version}.mrd.gz`, import.meta.url)));
const fileOf = (name: string, bytes: Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const open = async (path: string, options: SourceOptions = {}) => (await mrd2Source.open(path, options))[0]!;
const target = { overwrite: true, index: 0, count: 1, version: "1.2.3" };

async function converted(source: MeasurementSource, path: string): Promise<readonly string[]> {
  const sink = await mrd2Sink.open(path, source, target);
  for (const message of source.messages()) await sink.write(message);
  const lines = await sink.close();
  expect(await sink.close()).toEqual(lines.slice(-1));
  source.close();
  return lines;
}

const plain = (message: SourceMessage) => ({ ...message, header: message.header.toObject() });

describe("MRD 2 streams", () => {
  it.each(["2.2.0", "2.2.1"] as const)("has the schema of version %s", (version) => {
    const stream = streamOf(version);
    expect(stream.includes(schemaOf(version))).toBe(true);
  });

  it.each(versions)("reads version %s", async (version) => {
    const source = await open(fileOf("in.mrd", streamOf(version)), { keepPatient: true });
    const header = parseHeader(source.header!);
    expect(header).toMatchObject({
      version: 2,
      subjectInformation: {
        patientName: "PHANTOM^TEST",
        patientBirthdate: "1969-12-30",
        patientGender: "O",
        patientWeightKg: 70.5,
      },
      studyInformation: { studyDate: "2026-11-30", studyTime: "12:30:05.25", accessionNumber: "-5" },
      measurementInformation: {
        patientPosition: "FFDL",
        protocolName: "gré ñ",
        measurementDependency: [{ dependencyType: "Noise", measurementId: "1_2" }],
      },
      acquisitionSystemInformation: {
        systemFieldStrengthT: 0.55,
        receiverChannels: 2,
        coilLabel: [{ coilNumber: 1, coilName: "B" }],
      },
      experimentalConditions: { h1ResonanceFrequencyHz: 23_580_000 },
      sequenceParameters: { tr: [5.5, 6.25], te: [], flipAngleDeg: [15] },
      userParameters: {
        userParameterLong: [{ name: "big", value: 2 ** 45 }],
        userParameterDouble: [{ name: "third", value: 1 / 3 }],
      },
    });
    expect(header.encoding[0]).toMatchObject({
      encodedSpace: { matrixSize: { x: 8, y: 4, z: 1 }, fieldOfViewMm: { x: 300, y: 150, z: 5.5 } },
      encodingLimits: { kspaceEncodingStep1: { minimum: 0, maximum: 3, center: 2 } },
      trajectory: "radial",
      parallelImaging: {
        accelerationFactor: { kspaceEncodingStep1: 2, kspaceEncodingStep2: 1 },
        calibrationMode: "embedded",
      },
    });
    const messages = [...source.messages()].map(plain);
    const bucket = version === "2.0.0" ? [] : ["waveform", "acquisition", "acquisition"];
    const kinds = ["acquisition", "acquisition", "waveform", ...Array(8).fill("image"), ...bucket];
    expect(messages.map(({ kind }) => kind)).toEqual(kinds);
    expect(messages[0]).toMatchObject({
      header: {
        flags: (1n << 21n) | (1n << 7n),
        measurementUid: 300,
        scanCounter: 70_000,
        acquisitionTimeStamp: 1234,
        physiologyTimeStamp: [5, 6, 0],
        numberOfSamples: 4,
        activeChannels: 2,
        availableChannels: 2,
        trajectoryDimensions: 3,
        discardPre: 1,
        discardPost: 0,
        centerSample: 3,
        sampleTimeUs: 2.5,
        position: [1.5, -2, 3],
        readDir: [0, 1, 0],
        kspaceEncodeStep1: 200,
        user: [7, 0, 0, 0, 0, 0, 0, 0],
        userInt: [-1, 5, 0, 0, 0, 0, 0, 0],
        userFloat: [0.5, 0, 0, 0, 0, 0, 0, 0],
      },
      trajectory: Float32Array.of(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11),
      data: Float32Array.of(0, 0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7),
    });
    expect(messages[1]).toMatchObject({ header: { trajectoryDimensions: 0 }, trajectory: new Float32Array(0) });
    expect(messages[2]).toMatchObject({
      header: {
        flags: 1n,
        scanCounter: 9,
        timeStamp: 77,
        sampleTimeUs: 5000,
        waveformId: 3,
        channels: 2,
        numberOfSamples: 3,
      },
      data: Uint32Array.of(1, 2, 300, 4, 5, 2 ** 32 - 1),
    });
    const images = messages.slice(3, 11) as unknown as readonly Image[];
    expect(images.map(({ header }) => header.dataType)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const positive = Array.from({ length: 12 }, (_, i) => i);
    const negative = positive.map((value) => 0 - value);
    const values = images.map(({ data }) => [...data]);
    expect(values.slice(0, 6)).toEqual([positive, negative, positive, negative, negative, negative]);
    const complex = negative.flatMap((value) => [value, 2 * value]);
    expect(values.slice(6)).toEqual([complex, complex]);
    expect(images[0]!.header).toMatchObject({
      matrixSize: [3, 2, 2],
      channels: 1,
      fieldOfView: [10, 20, 30],
      imageType: 2,
      slice: 2,
      imageIndex: 9,
      imageSeriesIndex: 1000,
      acquisitionTimeStamp: 99,
      flags: 1n << 6n,
    });
    const attributes = parseAttributes(images[7]!.attributes);
    expect([...attributes]).toEqual(
      expect.arrayContaining([
        ["Keep", ["a<b", "2"]],
        ["Window", ["1.5"]],
      ]),
    );
    const remarks = source.remarks.map(({ text }) => text).join("\n");
    expect(remarks.includes("MRD 1 cannot hold items of type")).toBe(version !== "2.0.0");
    expect(remarks.includes("phase offsets")).toBe(version === "2.2.1");
    expect(source.progress.done).toBe(source.progress.total);
    source.close();
  });

  it.each(versions)("copies version %s byte for byte", async (version) => {
    const bytes = streamOf(version);
    const path = join(folder, `${version}.mrd2`);
    const source = await open(fileOf("in.mrd", bytes), { keepPatient: true });
    expect(source.counts()).toEqual({
      acquisitions: version === "2.0.0" ? 2 : 4,
      waveforms: version === "2.0.0" ? 1 : 2,
      images: 8,
    });
    await converted(source, path);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it("leaves out what identifies the patient", async () => {
    const source = await open(fileOf("in.mrd", streamOf("2.2.1")));
    expect(source.header).not.toContain("PHANTOM");
    expect(parseHeader(source.header!).subjectInformation).toMatchObject({ patientGender: "O", patientWeightKg: 70.5 });
    expect(source.remarks[0]!.text).toContain("--keep-patient");
    const path = join(folder, "anonymous.mrd2");
    await converted(source, path);
    expect(readFileSync(path).includes("PHANTOM")).toBe(false);
    expect((await open(path)).remarks).toEqual([]);
  });

  it("writes messages of every kind, and reads them again", async () => {
    const first = await open(fileOf("in.mrd", streamOf("2.1.0")), { keepPatient: true });
    const messages = [...first.messages()];
    const path = join(folder, "again.mrd2");
    const external: MeasurementSource = {
      ...first,
      header: first.header,
      remarks: [],
      progress: first.progress,
      counts: () => first.counts(),
      close: () => first.close(),
      messages: () => messages,
    };
    expect(await converted(external, path)).toEqual([`${path}: 14 items`]);
    const again = await open(path, { keepPatient: true });
    expect(again.header).toBe(first.header);
    expect([...again.messages()].map(plain)).toEqual(messages.map(plain));
    expect(again.remarks).toEqual([]);
    again.close();
  });

  it("reports what MRD 2 does not have", async () => {
    const header = `<ismrmrdHeader><studyInformation><accessionNumber>A-7</accessionNumber><studyDate>soon</studyDate></studyInformation>
      <measurementInformation><protocolName>p</protocolName></measurementInformation><encoding><encodedSpace><matrixSize><x>2</x><y>2</y><z>1</z>
      </matrixSize><fieldOfView_mm><x>1</x><y>1</y><z>1</z></fieldOfView_mm></encodedSpace></encoding></ismrmrdHeader>`;
    const image = (imageType: number): Image => ({
      kind: "image",
      header: ImageHeader.of({ dataType: 1, matrixSize: [1, 1, 1], channels: 3, imageType }),
      attributes: "",
      data: Uint16Array.of(1, 2, 3),
    });
    const source = {
      name: "x",
      header,
      attachments: new Map(),
      remarks: [],
      progress: { done: 0, total: 1, unit: "x" },
      counts: () => ({ acquisitions: 0, waveforms: 0, images: 1 }),
      messages: () => [image(6)],
      close: () => {},
    };
    const path = join(folder, "rgb.mrd2");
    expect(await converted(source, path)).toEqual([
      'header.studyInformation.studyDate: MRD 2 cannot hold "soon"',
      'header.studyInformation.accessionNumber: MRD 2 cannot hold "A-7"',
      "header.measurementInformation.patientPosition: MRD 2 requires it, and the header does not have it: the first value is written",
      "header.encoding[0].trajectory: MRD 2 requires it, and the header does not have it: the first value is written",
      "image type 6: magnitude is written instead",
      `${path}: 1 item`,
    ]);
    const [read] = [...(await open(path)).messages()] as [Image];
    expect(read.header.imageType).toBe(1);
    expect(read.data).toEqual(Uint16Array.of(1, 2, 3));
  });

  it("converts what comes before a damage, and says where it is", async () => {
    const whole = streamOf("2.2.1");
    const start = whole.length - 200;
    const source = await open(fileOf("short.mrd", whole.subarray(0, start)));
    const messages = [...source.messages()];
    expect(messages.length).toBeGreaterThan(5);
    const { level, text, offset } = source.remarks.at(-1) ?? source.remarks[0]!;
    const damage = source.remarks.find((remark) => remark.level === "error") ?? { level, text, offset };
    expect(damage.text).toMatch(/^the stream is truncated after \d+ items: /);
    expect(damage.offset).toBeGreaterThan(start - 300);
    source.close();
    const path = join(folder, "short.mrd2");
    await converted(await open(join(folder, "short.mrd")), path);
    const copy = await open(path);
    expect([...copy.messages()].map(plain)).toEqual(messages.map(plain));
    expect(copy.remarks.every(({ level }) => level !== "error")).toBe(true);
    const longer = await open(fileOf("longer.mrd", Buffer.concat([whole, Buffer.of(1, 2)])));
    expect([...longer.messages()].length).toBe(14);
    expect(longer.remarks.some(({ text }) => text.startsWith("bytes after the end"))).toBe(true);
  });

  it("refuses what is not a measurement", async () => {
    const head = (schema: string) =>
      Buffer.concat([Buffer.from("yardl\x01\0\0\0"), Buffer.of(schema.length), Buffer.from(schema)]);
    const noise = head('{"protocol":{"name":"MrdNoiseCovariance","sequence":[{"name":"n","type":"int8"}]},"types":[]}');
    const path = fileOf("noise.mrd", noise);
    await expect(open(path)).rejects.toThrow(`${path}: it is a stream of the protocol MrdNoiseCovariance`);
    await expect(open(fileOf("head.mrd", noise.subarray(0, 20)))).rejects.toMatchObject({ code: "truncated" });
    expect(mrd2Source.recognises({ path, isFolder: false, bytes: noise, size: noise.length })).toBe(true);
    const source = await open(fileOf("in.mrd", streamOf("2.2.1")));
    await expect(mrd2Sink.open(path, source, { ...target, count: 2 })).rejects.toMatchObject({ code: "unsupported" });
    await expect(mrd2Sink.open(path, source, { ...target, overwrite: false })).rejects.toMatchObject({
      code: "file-exists",
    });
    await expect(mrd2Sink.open(join(folder, "no", "x.mrd2"), source, target)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("leaves out what exceeds MRD 1", async () => {
    const data = new Float32Array(4);
    const readout = {
      kind: "acquisition",
      trajectory: new Float32Array(0),
      data,
      header: AcquisitionHeader.of({ numberOfSamples: 2, activeChannels: 1, encodingSpaceRef: 300 }),
    } as const;
    const wave = {
      kind: "waveform",
      data: new Uint32Array(1),
      header: WaveformHeader.of({ channels: 1, numberOfSamples: 1 }),
    } as const;
    const source = {
      name: "x",
      header: undefined,
      attachments: new Map(),
      remarks: [],
      progress: { done: 0, total: 1, unit: "x" },
      counts: () => ({ acquisitions: 1, waveforms: 1, images: 0 }),
      messages: () => [readout, wave],
      close: () => {},
    };
    const path = join(folder, "large.mrd2");
    await converted(source, path);
    const bytes = readFileSync(path);
    const at = bytes.indexOf(Buffer.of(1, 0xac, 0x02)); // encodingSpaceRef is present, 300
    const damaged = Buffer.concat([bytes.subarray(0, at + 1), Buffer.of(0xff, 0xff, 0x7f), bytes.subarray(at + 3)]);
    const read = await open(fileOf("large.mrd", damaged));
    expect(read.header).toBeUndefined();
    expect([...read.messages()].map(({ kind }) => kind)).toEqual(["waveform"]);
    expect(read.remarks[0]!.text).toContain("exceeds MRD 1: encodingSpaceRef is of type u16");
  });
});

describe.skipIf(noSharedData)(withReason("a stream of a low-field scanner", noSharedData), () => {
  const path = fileURLToPath(new URL("mrd2-lowfield-tse3d.mrd", sharedData));

  it("is copied byte for byte", async () => {
    const copy = join(folder, "lowfield.mrd2");
    await converted(await open(path), copy);
    expect(readFileSync(copy).equals(readFileSync(path))).toBe(true);
  });

  it("has the samples and counters of its conversion by another program", async () => {
    const file = await MrdFile.open(fileURLToPath(new URL("raw-lowfield-tse3d.h5", sharedData)));
    const wanted = [...file.group().acquisitions()];
    file.close();
    const source = await open(path);
    const read = [...source.messages()];
    expect(read.length).toBe(601);
    const compared = [
      "flags",
      "scanCounter",
      "numberOfSamples",
      "activeChannels",
      "centerSample",
      "sampleTimeUs",
      "kspaceEncodeStep1",
      "kspaceEncodeStep2",
      "average",
      "slice",
      "contrast",
      "phase",
      "repetition",
      "set",
      "segment",
      "user",
    ] as const;
    for (const [i, message] of read.entries()) {
      const [a, b] = [message.header.toObject() as unknown as AcquisitionHeader, wanted[i]!.header];
      for (const name of compared) expect(a[name], name).toEqual(b[name]);
      expect(message.data).toEqual(wanted[i]!.data);
    }
    const again = join(folder, "again.mrd2");
    const external: MeasurementSource = {
      name: "",
      header: source.header,
      attachments: new Map(),
      remarks: [],
      progress: source.progress,
      counts: () => source.counts(),
      messages: () => read,
      close: () => {},
    };
    await converted(external, again);
    const second = await open(again);
    expect(second.header).toBe(source.header);
    expect([...second.messages()].map(plain)).toEqual(read.map(plain));
  });
});
