import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MrdFile, MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import { formatGroup, type GroupInfo, inspectGroup } from "../../src/inspect/info/index.ts";
import {
  AcquisitionFlag,
  AcquisitionHeader,
  DataType,
  flagMask,
  ImageHeader,
  ImageType,
  type PixelArray,
} from "../../src/mrd/index.ts";
import { writePhantom } from "../../src/simulator/index.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "larmor-info-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function inspect(path: string, group?: string): Promise<GroupInfo> {
  const file = await MrdFile.open(path);
  try {
    return inspectGroup(file.group(group));
  } finally {
    file.close();
  }
}

let files = 0;
async function inspectWritten(write: (writer: MrdFileWriter) => void): Promise<GroupInfo> {
  const path = join(folder, `written-${files++}.h5`);
  const writer = await MrdFileWriter.create(path);
  write(writer);
  writer.close();
  return inspect(path);
}

function appendImage(writer: MrdFileWriter, data: PixelArray, dataType: DataType, imageType: ImageType): void {
  const header = ImageHeader.of({ matrixSize: [2, 1, 1], channels: 1, dataType, imageType });
  writer.append({ kind: "image", header, attributes: "", data });
}

function appendReadout(writer: MrdFileWriter, fields: Parameters<typeof AcquisitionHeader.of>[0]): void {
  const { numberOfSamples = 2, activeChannels = 1 } = fields;
  const header = AcquisitionHeader.of({ sampleTimeUs: 5, ...fields, numberOfSamples, activeChannels });
  const data = new Float32Array(2 * numberOfSamples * activeChannels);
  writer.append({ kind: "acquisition", header, trajectory: new Float32Array(0), data });
}

describe("the report", () => {
  it("of a phantom says all that the phantom was made with", async () => {
    const path = join(folder, "phantom.h5");
    const options = { matrix: 24, matrixY: 20, coils: 3, slices: 2, acceleration: 2, calibrationWidth: 4 };
    await writePhantom(path, {
      ...options,
      noiseReadouts: 2,
      coordinates: true,
      waveforms: true,
      noiseCorrelation: 0.1,
    });
    const report = formatGroup(await inspect(path)).replace(/phantom_\d+/, "phantom_N");
    expect(report).toBe(`group dataset
  protocol         shepp-logan
  measurement      phantom_N; HFS
  subject          SheppLoganPhantom
  system           Larmor Phantom; 1.5 T; 63.866218 MHz; 3 channels
  sequence         TR 10 ms; TE 5 ms; flip 15 °
  encoding 0       cartesian
    encoded        48 × 20 × 1 over 600 × 300 × 6 mm
    recon          24 × 20 × 1 over 300 × 300 × 6 mm
    limits         kspaceEncodingStep0 0..47 (centre 24); kspaceEncodingStep1 0..19 (centre 10); slice 0..1; repetition 0..1
    acceleration   2 × 1; embedded
  readouts         50
    noise          2 readouts; 48 samples; 3 channels; dwell 5 µs
      flags        noiseMeasurement 2
    encoding 0     48 readouts; 48 samples; 3 channels; dwell 5 µs; trajectory of 2 dimensions
      counters     kspaceEncodeStep1 0..19; slice 0..1; repetition 0..1
      flags        firstInEncodeStep1 4; firstInEncodeStep2 4; firstInSlice 4; firstInRepetition 2; parallelCalibrationAndImaging 8; parallelCalibration 8; lastInEncodeStep1 4; lastInEncodeStep2 4; lastInSlice 4; lastInRepetition 2; lastInMeasurement 1
  remark           encoding 0: readouts: undersampled by 2 × 1: 10 of 20 lines were acquired, with a calibration of 20 lines. A chain that unfolds it, such as cartesian, gives the whole image; other images are aliased.
  waveform 0       ECG; 2 messages; 2 channels; 160 samples; dwell 2500 µs
  arrays           4
    coil_images    2 × 3 × 20 × 48; complexFloat
    csm            1 × 3 × 20 × 24; complexFloat
    noise_covariance 1 × 3 × 3; complexFloat
    phantom        2 × 20 × 24; complexFloat`);
  });

  it("of a file without a readable header says why, and goes on", async () => {
    const none = await inspectWritten((writer) => appendReadout(writer, {}));
    expect(formatGroup(none)).toContain("  header           none (dataset xml)\n");
    const dummy = await inspectWritten((writer) => {
      writer.writeHeader("Dummy XML header");
      appendReadout(writer, {});
    });
    expect(formatGroup(dummy)).toMatch(/^ {2}header {11}MRD header is not well-formed XML.*\n {2}readouts {9}1$/m);
  });

  it("shortens a long configuration and shows a short one", async () => {
    const info = await inspectWritten((writer) => {
      writer.writeConfig(`<chain>\n${"x".repeat(300)}</chain>`);
      writer.writeConfigFile("cartesian.xml");
      writer.writeConfigAdditional('{"parameters": {}}');
    });
    expect(info).toMatchObject({ configFile: "cartesian.xml", configAdditional: '{"parameters": {}}' });
    expect(formatGroup(info)).toMatch(/^ {2}config {11}<chain> x+… \(316 characters\)$/m);
    expect(formatGroup(info)).toContain("\n  config_file      cartesian.xml\n");
  });

  it("keeps each text on its line, without what would steer a terminal", async () => {
    const info = await inspectWritten((writer) => writer.writeConfigFile("a\n\u001b[31mb\u0007"));
    expect(formatGroup(info).split("\n").at(-1)).toBe("  config_file      a [31mb");
  });
});

describe("the readouts", () => {
  it("are told apart by encoding, with ranges of what differs among them", async () => {
    const { readouts } = await inspectWritten((writer) => {
      appendReadout(writer, {
        flags: flagMask(AcquisitionFlag.noiseMeasurement),
        numberOfSamples: 7,
        encodingSpaceRef: 1,
      });
      for (let i = 0; i < 20; i++) appendReadout(writer, { kspaceEncodeStep1: i + 2, numberOfSamples: 4 + i });
      for (const user of [3, 1]) {
        const flags = flagMask(40, AcquisitionFlag.user8);
        appendReadout(writer, { encodingSpaceRef: 1, flags, user: [0, user, 0, 0, 0, 0, 0, 0], sampleTimeUs: user });
      }
    });
    expect(readouts.count).toBe(23);
    expect(readouts.noise).toMatchObject({ count: 1, facts: { numberOfSamples: { values: [7] } } });
    expect(readouts.encodings).toHaveLength(2);
    const [first, second] = readouts.encodings;
    expect(first).toMatchObject({ encodingSpaceRef: 0, count: 20, flags: {} });
    expect(first!.facts.numberOfSamples).toEqual({ minimum: 4, maximum: 23 });
    expect(first!.counters).toEqual({ kspaceEncodeStep1: { minimum: 2, maximum: 21 } });
    expect(second).toMatchObject({ encodingSpaceRef: 1, count: 2, flags: { bit40: 2, user8: 2 } });
    expect(second!.counters).toEqual({ user_1: { minimum: 1, maximum: 3, values: [1, 3] } });
    expect(second!.facts.sampleTimeUs).toEqual({ minimum: 1, maximum: 3, values: [1, 3] });
  });

  it("may have a dwell time that is not a number", async () => {
    const info = await inspectWritten((writer) => appendReadout(writer, { sampleTimeUs: Number.NaN }));
    expect(formatGroup(info)).toContain("dwell NaN µs");
  });
});

describe("an image series", () => {
  it("has its form, its types, and the range of its finite values", async () => {
    const { series } = await inspectWritten((writer) => {
      appendImage(writer, Float32Array.of(-2, Number.NaN), DataType.float, ImageType.magnitude);
      appendImage(writer, Float32Array.of(3, Number.POSITIVE_INFINITY), DataType.float, ImageType.phase);
    });
    expect(series).toEqual([
      {
        name: "image_0",
        count: 2,
        matrixSize: [2, 1, 1],
        channels: 1,
        dataType: "float",
        imageTypes: { magnitude: 1, phase: 1 },
        values: { minimum: -2, maximum: 3 },
        notFinite: 2,
      },
    ]);
  });

  it("of complex pixels has the range of their magnitude", async () => {
    const { series } = await inspectWritten((writer) =>
      appendImage(writer, Float32Array.of(3, -4, 0, 1), DataType.complexFloat, ImageType.complex),
    );
    expect(series).toMatchObject([{ dataType: "complexFloat", values: { minimum: 1, maximum: 5 }, notFinite: 0 }]);
  });

  it("without any finite value has no range", async () => {
    const info = await inspectWritten((writer) =>
      appendImage(writer, Float32Array.of(Number.NaN, Number.NaN), DataType.float, ImageType.magnitude),
    );
    expect(info.series[0]).not.toHaveProperty("values");
    expect(formatGroup(info)).toMatch(/image_0 .*; magnitude; 2 values not finite$/m);
  });
});
