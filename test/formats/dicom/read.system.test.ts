import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { dicomSink, dicomSource } from "../../../src/formats/dicom/index.ts";
import { readStart } from "../../../src/formats/identify/index.ts";
import type { SourceOptions } from "../../../src/formats/source/index.ts";
import {
  DataType,
  formatAttributes,
  type Image,
  ImageType,
  parseAttributes,
  parseHeader,
} from "../../../src/mrd/index.ts";
import { skipReason, withReason } from "../../support/peers.ts";
import { noSharedData, sharedData } from "../../support/shared-data.ts";
import { fullHeader, oblique, ramp, sourceOf, transposed } from "../image-series/image-source.ts";
import { readWithPydicom } from "./judges.ts";

const skip = skipReason("/usr/lib/python3/dist-packages/pydicom");
const folder = mkdtempSync(join(tmpdir(), "larmor-dicom-in-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(path: string, options: SourceOptions = {}) {
  const [source] = await dicomSource.open(path, options);
  const images = [...source!.messages()] as Image[];
  source!.close();
  return { images, header: source!.header!, remarks: source!.remarks, progress: source!.progress };
}

async function written(images: readonly Image[], name: string, enhanced = false): Promise<string> {
  const path = `${join(folder, name)}/`;
  const options = { overwrite: false, index: 0, count: 1, version: "1.2.3", enhanced };
  const sink = await dicomSink.open(path, sourceOf(images, fullHeader), options);
  for (const image of images) await sink.write(image);
  await sink.close();
  return path;
}

const fields = ["readDir", "phaseDir", "sliceDir", "position", "fieldOfView", "matrixSize"] as const;

describe.each([false, true])("what was written comes back, enhanced: %s", (enhanced) => {
  test.each([
    ["oblique", oblique],
    ["transposed", transposed],
  ])("%s", async (name, directions) => {
    const images = [0, 1].flatMap((repetition) =>
      [0, 1, 2].map((slice) => {
        const position = [1, 2, 3].map((place, axis) => place + 7 * slice * directions.sliceDir[axis]!);
        const counters = { repetition, slice, contrast: 1, acquisitionTimeStamp: 20_000 + repetition };
        return ramp({ ...directions, ...counters, position, dataType: DataType.short });
      }),
    );
    const { images: back, header, remarks } = await read(await written(images, `${name}-${enhanced}`, enhanced));
    expect(remarks).toEqual([]);
    expect(back).toHaveLength(6);
    for (const [i, image] of back.entries()) {
      const original = images[i]!;
      expect(image.data).toEqual(original.data);
      expect([image.header.slice, image.header.repetition]).toEqual([
        original.header.slice,
        original.header.repetition,
      ]);
      for (const field of fields) {
        for (const axis of [0, 1, 2]) expect(image.header[field][axis]).toBeCloseTo(original.header[field][axis]!, 3);
      }
      if (!enhanced) expect(image.header.acquisitionTimeStamp).toBe(original.header.acquisitionTimeStamp);
    }
    expect(header).not.toMatch(/Ayşe|P-17|1980|12345/);
    expect(parseHeader(header)).toMatchObject({
      studyInformation: { studyDate: "2026-03-14", studyInstanceUid: "1.2.840.113619.2.1.17" },
      measurementInformation: { patientPosition: "HFS" },
      sequenceParameters: { tr: [2000], te: [9], flipAngleDeg: [12] },
    });
  });
});

test("kinds of images, scaling, and the patient if asked for", async () => {
  const complex = ramp({ dataType: DataType.complexFloat });
  const rgb = ramp({ channels: 3, dataType: DataType.ushort, imageType: ImageType.rgb, imageSeriesIndex: 5 });
  rgb.data.fill(7, 0, 24).fill(8, 24, 48).fill(9, 48, 72);
  const { images, header } = await read(await written([complex, rgb], "kinds"), { keepPatient: true });
  expect(images.map((image) => image.header.imageType)).toEqual([ImageType.magnitude, ImageType.rgb, ImageType.phase]);
  expect(images.map((image) => image.header.imageSeriesIndex)).toEqual([0, 1, 2]);
  expect(images[1]!.data).toEqual(rgb.data);
  const slope = Number(parseAttributes(images[2]!.attributes).get("RescaleSlope")![0]);
  expect(images[2]!.data[20]! * slope).toBeCloseTo(Math.atan2(complex.data[41]!, complex.data[40]!), 3);
  expect(parseHeader(header).subjectInformation).toMatchObject({ patientName: "Ünal^Ayşe", patientId: "P-17" });
});

test("the direction of the phase encoding comes back", async () => {
  const attributes = formatAttributes({ InPlanePhaseEncodingDirection: "ROW" });
  const { images } = await read(await written([ramp({ dataType: DataType.short }, attributes)], "rows"));
  expect(parseAttributes(images[0]!.attributes).get("InPlanePhaseEncodingDirection")).toEqual(["ROW"]);
});

test("files without an image are left out of a folder, and refused by themselves", async () => {
  const place = await written([ramp({ dataType: DataType.short })], "with-spectrum");
  const image = readFileSync(join(place, readdirSync(place)[0]!));
  const bits = image.indexOf(Buffer.from([0x28, 0x00, 0x00, 0x01, 0x55, 0x53])); // BitsAllocated, of type US
  const spectrum = join(place, "spectrum.dcm");
  writeFileSync(spectrum, image.subarray(0, bits));
  const { images, remarks } = await read(place);
  expect(images).toHaveLength(1);
  expect(remarks).toEqual([{ level: "warning", text: expect.stringMatching(/spectrum\.dcm holds no image, but /) }]);
  await expect(read(spectrum)).rejects.toMatchObject({ code: "no-image" });
});

/** A mosaic of five planes as Siemens writes it, without a CSA header. */
const mosaic = `
import sys, numpy, pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid
m = FileMetaDataset(); m.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.4"; m.MediaStorageSOPInstanceUID = generate_uid(); m.TransferSyntaxUID = ExplicitVRLittleEndian
d = FileDataset(sys.argv[1], {}, file_meta=m, preamble=b"\\0"*128); d.is_little_endian = True; d.is_implicit_VR = False
d.SOPClassUID = m.MediaStorageSOPClassUID; d.SOPInstanceUID = m.MediaStorageSOPInstanceUID
d.ImageType = ["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"]; d.Rows = 12; d.Columns = 18; d.SamplesPerPixel = 1; d.BitsAllocated = 16; d.BitsStored = 12; d.HighBit = 11
d.PixelRepresentation = 0; d.PhotometricInterpretation = "MONOCHROME2"; d.SeriesNumber = 4; d.InstanceNumber = 1
d.PixelSpacing = [3, 2]; d.SliceThickness = 4; d.SpacingBetweenSlices = 5; d.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]; d.ImagePositionPatient = [-18, -18, 30]
d.add_new(0x00190010, "LO", "SIEMENS MR HEADER"); d.add_new(0x0019100a, "US", 5)
a = numpy.zeros((12, 18), "<u2")
for z in range(5):
    r, c = divmod(z, 3)
    a[4*r:4*r+4, 6*c:6*c+6] = numpy.arange(24).reshape(4, 6) + 100 * z
d.PixelData = a.tobytes(); d.save_as(sys.argv[1], write_like_original=False)
`;

describe.skipIf(skip)(withReason("files of other programs", skip), () => {
  test("a mosaic becomes a volume", async () => {
    const path = join(folder, "mosaic.dcm");
    execFileSync("/usr/bin/python3", ["-c", mosaic, path]);
    const { images } = await read(path);
    expect(images).toHaveLength(1);
    const { header, data } = images[0]!;
    expect([[...header.matrixSize], [...header.fieldOfView]]).toEqual([
      [6, 4, 5],
      [12, 12, 25],
    ]);
    expect([...data]).toEqual([0, 1, 2, 3, 4].flatMap((z) => Array.from({ length: 24 }, (_, i) => 100 * z + i)));
    // The first pixel is two tiles of half their size from that of the mosaic; the middle one is at the position.
    expect([...header.position]).toEqual([-18 + 12 + 6, -18 + 12 + 6, 30 + 10]);
  });

  test.skipIf(noSharedData)(withReason("a file of a scanner", noSharedData), async () => {
    const path = fileURLToPath(new URL("dicom-MR_small.dcm", sharedData));
    const { images } = await read(path);
    const expected = readWithPydicom(path);
    expect([...images[0]!.data]).toEqual(expected.raw);
    expect(images[0]!.header.fieldOfView[0]).toBeCloseTo(64 * 0.3125, 5);
    expect(await dicomSource.recognises(readStart(path))).toBe(true);
  });

  test.skipIf(noSharedData)(withReason("of a truncated file, what is there is kept", noSharedData), async () => {
    const place = join(folder, "truncated");
    mkdirSync(place);
    const path = join(place, "a.dcm");
    copyFileSync(fileURLToPath(new URL("dicom-MR_truncated.dcm", sharedData)), path);
    writeFileSync(join(place, "b.dcm"), readFileSync(path).subarray(0, 300));
    writeFileSync(join(place, "c.dcm"), "not DICOM");
    const { images, remarks } = await read(place);
    const whole = readWithPydicom(fileURLToPath(new URL("dicom-MR_small.dcm", sharedData))).raw;
    const size = readFileSync(path).length;
    const kept = (size - 1438) / 2;
    expect(remarks.map(({ level }) => level)).toEqual(["error", "error", "error"]);
    const truncation = remarks.find(({ offset }) => offset !== undefined)!;
    expect(truncation.offset).toBe(size);
    expect(truncation.text).toMatch(/^.*a\.dcm ends early: \d+ bytes of 8192 of its frame 1 are missing, and are 0$/);
    const count = (8192 - Number(/(\d+) bytes/.exec(truncation.text)![1])) / 2;
    expect(count).toBeGreaterThan(kept - 200);
    expect([...images[0]!.data.subarray(0, count)]).toEqual(whole.slice(0, count));
    expect([...images[0]!.data.subarray(count)]).toEqual(Array(4096 - count).fill(0));
  });

  test.skipIf(noSharedData)(withReason("frames without a geometry", noSharedData), async () => {
    const path = fileURLToPath(new URL("dicom-emri_small.dcm", sharedData));
    const { images, remarks } = await read(path);
    expect(images).toHaveLength(10);
    expect(images.flatMap(({ data }) => [...data])).toEqual(readWithPydicom(path).raw);
    expect(remarks.map(({ text }) => text)).toEqual([
      "positions and directions are missing from some files, and are 0",
    ]);
  });
});

test("what is not DICOM, or compressed, is refused", async () => {
  const path = join(folder, "x.dcm");
  writeFileSync(path, "no");
  await expect(read(path)).rejects.toThrow(/is not a DICOM file/);
  const place = await written([ramp()], "compressed");
  const file = join(place, readdirSync(place)[0]!);
  const bytes = readFileSync(file);
  const at = bytes.indexOf("1.2.840.10008.1.2.1\0");
  bytes.write("1.2.840.10008.1.2.5", at, "latin1");
  writeFileSync(file, bytes);
  await expect(read(file)).rejects.toThrow(/transfer syntax 1.2.840.10008.1.2.5: decompress it first/);
  await expect(read(place)).rejects.toThrow(/no file of .* can be read/);
});
