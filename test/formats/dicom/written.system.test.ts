import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { dicomSink } from "../../../src/formats/dicom/index.ts";
import { DataType, formatAttributes, type Image, ImageType } from "../../../src/mrd/index.ts";
import { skipReason, withReason } from "../../support/peers.ts";
import { fullHeader, oblique, ramp, sourceOf, transposed } from "../image-series/image-source.ts";
import { dciodvfyErrors, isDicom, readWithGdcm, readWithPydicom } from "./judges.ts";

const skip = skipReason("dciodvfy", "dcmftest", "gdcminfo", "gdcmraw", "/usr/lib/python3/dist-packages/pydicom");
const folder = mkdtempSync(join(tmpdir(), "larmor-dicom-"));
afterAll(() => rmSync(folder, { recursive: true }));
let number = 0;

/** Writes images into a new folder. @returns the paths of its files in order, and what was reported */
async function written(images: readonly Image[], header?: string, enhanced = false) {
  number += 1;
  const path = `${join(folder, String(number))}/`;
  const options = { overwrite: false, index: 0, count: 1, version: "1.2.3", enhanced };
  const sink = await dicomSink.open(path, sourceOf(images, header), options);
  for (const image of images) await sink.write(image);
  const lines = await sink.close();
  const files = readdirSync(path).toSorted();
  return { paths: files.map((name) => join(path, name)), lines };
}

const provenance = formatAttributes({
  LarmorVersion: "1.2.3",
  LarmorChain: "cartesian",
  ImageProcessingHistory: ["fft", "extract"],
  ImageComments: "two\nlines",
});
const repetitions = [0, 1, 2].flatMap((repetition) =>
  [0, 1].map((slice) =>
    ramp(
      {
        repetition,
        slice,
        position: [0, 1, 2].map((axis) => 7 * slice * oblique.sliceDir[axis]!),
        acquisitionTimeStamp: 20_000_000 + 800 * repetition + slice,
      },
      provenance,
    ),
  ),
);

describe.skipIf(skip)(withReason("DICOM, as other programs read it", skip), () => {
  const cases: [title: string, images: readonly Image[], header?: string][] = [
    ["floats of slices and repetitions", repetitions, fullHeader],
    ["signed integers", [ramp({ dataType: DataType.short })], fullHeader],
    ["unsigned integers without a header", [ramp({ dataType: DataType.ushort })]],
    ["a volume", [ramp({ matrixSize: [6, 4, 3], dataType: DataType.double })], fullHeader],
    ["complex values", [ramp({ dataType: DataType.complexFloat, imageType: ImageType.complex })], fullHeader],
    ["coils", [ramp({ channels: 2, dataType: DataType.int })], fullHeader],
    ["colours", [ramp({ channels: 3, dataType: DataType.ushort, imageType: ImageType.rgb })], fullHeader],
    ["phase", [ramp({ imageType: ImageType.phase })], fullHeader],
  ];

  test.each(cases)("%s: no errors", async (_, images, header) => {
    const { paths } = await written(images, header);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      expect(dciodvfyErrors(path)).toEqual([]);
      expect(isDicom(path)).toBe(true);
    }
  });

  test.each(cases)("%s, enhanced: no errors", async (_, images, header) => {
    const { paths } = await written(images, header, true);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) expect(dciodvfyErrors(path)).toEqual([]);
  });

  test("integers of 16 bits are stored as they are, and other values by a factor", async () => {
    const signed = ramp({ dataType: DataType.short });
    signed.data[3] = -5;
    const [first] = (await written([signed])).paths;
    const integers = readWithPydicom(first!);
    expect(integers.raw).toEqual([...signed.data]);
    expect(integers.RescaleSlope).toBeUndefined();
    const floats = ramp();
    floats.data[5] = Number.NaN;
    const { paths, lines } = await written([floats]);
    const read = readWithPydicom(paths[0]!);
    for (const [i, value] of floats.data.entries()) {
      expect(Math.abs(read.pixels[i]! - (i === 5 ? 0 : value))).toBeLessThan(350.5 / 65535);
    }
    expect(lines.join("\n")).toMatch(/NaN or infinite/);
  });

  test("complex values become a magnitude and a phase series, in radians", async () => {
    const image = ramp({ dataType: DataType.complexFloat });
    const { paths } = await written([image]);
    const [magnitude, phase] = paths.map(readWithPydicom);
    expect([magnitude!.SeriesNumber, phase!.SeriesNumber]).toEqual([1, 1001]);
    expect(phase!.ImageType).toEqual(["ORIGINAL", "PRIMARY", "P"]);
    expect(magnitude!.SeriesInstanceUID).not.toBe(phase!.SeriesInstanceUID);
    for (let i = 0; i < 24; i += 1) {
      const [re, im] = [image.data[2 * i]!, image.data[2 * i + 1]!];
      expect(magnitude!.pixels[i]).toBeCloseTo(Math.hypot(re, im), 1);
      expect(phase!.pixels[i]).toBeCloseTo(Math.atan2(im, re), 3);
    }
  });

  test.each([
    ["oblique", oblique],
    ["transposed", transposed],
  ])("geometry, %s", async (_, directions) => {
    const { paths } = await written([ramp({ ...directions, matrixSize: [6, 4, 2] })]);
    const [first, second] = paths.map(readWithPydicom);
    expect([first!.Rows, first!.Columns]).toEqual([4, 6]);
    expect(first!.PixelSpacing).toEqual([3, 2]);
    const cosines = [...directions.readDir, ...directions.phaseDir];
    for (const [i, cosine] of cosines.entries()) {
      expect((first!.ImageOrientationPatient as number[])[i]).toBeCloseTo(cosine, 6);
    }
    // Pixel (3, 2) of plane 1 is at the position.
    const place = [10, -20, 30].map(
      (middle, axis) => middle - 3 * 2 * directions.readDir[axis]! - 2 * 3 * directions.phaseDir[axis]!,
    );
    for (const axis of [0, 1, 2]) {
      expect((second!.ImagePositionPatient as number[])[axis]).toBeCloseTo(place[axis]!, 4);
      const step = (second!.ImagePositionPatient as number[])[axis]! - (first!.ImagePositionPatient as number[])[axis]!;
      expect(step).toBeCloseTo(5 * directions.sliceDir[axis]!, 4);
    }
  });

  test.each([
    ["oblique", oblique],
    ["transposed", transposed],
  ])("geometry and pixels as GDCM reads them, %s", async (_, directions) => {
    const images = [0, 1, 2].map((slice) => {
      const position = [10, -20, 30].map((place, axis) => place + 5 * slice * directions.sliceDir[axis]!);
      return ramp({ ...directions, slice, position, dataType: DataType.ushort });
    });
    // Pixel (3, 2) is at the position.
    const origins = images.map(({ header: { position } }) =>
      position.map((place, axis) => place - 3 * 2 * directions.readDir[axis]! - 2 * 3 * directions.phaseDir[axis]!),
    );
    const expectVector = (found: readonly number[], expected: readonly number[]) => {
      expect(found).toHaveLength(expected.length);
      for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 3);
    };
    const cosines = [...directions.readDir, ...directions.phaseDir];
    const single = (await written(images)).paths.map(readWithGdcm);
    expect(single).toHaveLength(3);
    for (const [i, read] of single.entries()) {
      expect(read.size).toEqual([6, 4, 1]);
      expect(read.spacing.slice(0, 2)).toEqual([2, 3]);
      expectVector(read.origin, origins[i]!);
      expectVector(read.cosines, cosines);
      expect(read.pixels).toEqual([...images[i]!.data]);
    }
    const [path] = (await written(images, fullHeader, true)).paths;
    const enhanced = readWithGdcm(path!);
    expect(enhanced.size).toEqual([6, 4, 3]);
    expectVector(enhanced.spacing, [2, 3, 5]);
    expectVector(enhanced.origin, origins[0]!);
    expectVector(enhanced.cosines, cosines);
  });

  test("what the header says", async () => {
    const echo = ramp({ contrast: 1, acquisitionTimeStamp: 21_842_400, physiologyTimeStamp: [100, 0, 0] }, provenance);
    const { paths } = await written([echo], fullHeader);
    expect(readWithPydicom(paths[0]!)).toMatchObject({
      PatientName: "Ünal^Ayşe",
      PatientID: "P-17",
      PatientBirthDate: "19800203",
      PatientSex: "F",
      PatientWeight: 71.5,
      StudyInstanceUID: "1.2.840.113619.2.1.17",
      FrameOfReferenceUID: "1.2.840.113619.2.1.18",
      StudyDate: "20260314",
      SeriesTime: "151000",
      AcquisitionTime: "151006.000000",
      TriggerTime: 250,
      EchoTime: 9,
      EchoNumbers: 2,
      RepetitionTime: 2000,
      InversionTime: 900,
      FlipAngle: 12,
      MagneticFieldStrength: 2.89362,
      ImagingFrequency: 123.2,
      ScanningSequence: ["GR", "IR"],
      PatientPosition: "HFS",
      Manufacturer: "Vendor",
      ProtocolName: "gre/_test",
      DerivationDescription: "Reconstructed: Larmor 1.2.3; chain cartesian; steps fft, extract",
      ImageComments: "two lines",
      NumberOfTemporalPositions: 3,
    });
  });

  test("nothing is known of the patient without a header", async () => {
    const { paths } = await written([ramp()], "Dummy XML header");
    expect(readWithPydicom(paths[0]!)).toMatchObject({ PatientName: "Anonymous", PatientID: "", PatientBirthDate: "" });
  });

  test("the same images have the same UIDs, and files", async () => {
    const [first, second] = [await written(repetitions, fullHeader), await written(repetitions, fullHeader)];
    for (const [i, path] of first.paths.entries()) expect(readFileSync(second.paths[i]!)).toEqual(readFileSync(path));
    const uids = first.paths.map((path) => readWithPydicom(path).SOPInstanceUID);
    expect(new Set(uids).size).toBe(6);
    const other = await written([ramp({ dataType: DataType.short })], fullHeader);
    expect(uids).not.toContain(readWithPydicom(other.paths[0]!).SOPInstanceUID);
  });

  test("an enhanced image has all frames of a series, with one factor", async () => {
    const { paths } = await written(repetitions, fullHeader, true);
    expect(paths).toHaveLength(1);
    const read = readWithPydicom(paths[0]!);
    expect([read.shape, read.SOPClassUID]).toEqual([[6, 4, 6], "1.2.840.10008.5.1.4.1.1.4.1"]);
    const most = Math.max(...read.raw);
    expect(most).toBe(65535);
  });
});

test("a folder is not filled twice", async () => {
  const first = await written([ramp()]);
  const path = first.paths[0]!;
  const options = { overwrite: false, index: 0, count: 1, version: "1.2.3" };
  const sink = await dicomSink.open(join(path, ".."), sourceOf([ramp()]), options);
  expect(() => sink.write(ramp())).toThrow(/exists: choose another folder/);
  const again = await dicomSink.open(join(path, ".."), sourceOf([ramp()]), { ...options, overwrite: true });
  await again.write(ramp());
  expect(await again.close()).toEqual([`${path}: 1 DICOM file`]);
});

test("one file is numbered on", async () => {
  const path = join(folder, "single.dcm");
  const options = { overwrite: false, index: 0, count: 1, version: "1.2.3" };
  const sink = await dicomSink.open(path, sourceOf([ramp()]), options);
  await sink.write(ramp());
  await sink.write(ramp());
  expect(await sink.close()).toEqual([`${path} and others: 2 DICOM files`]);
  expect(readdirSync(folder)).toContain("single_2.dcm");
});

test("readouts alone are not images", async () => {
  const options = { overwrite: false, index: 0, count: 1, version: "1.2.3" };
  const source = { ...sourceOf([]), counts: () => ({ acquisitions: 7, waveforms: 0, images: 0 }) };
  await expect(dicomSink.open(join(folder, "none/"), source, options)).rejects.toThrow(
    "DICOM holds images, and images has only 7 readouts, to be reconstructed first",
  );
});
