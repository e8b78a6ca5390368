import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { readStart } from "../../../src/formats/identify/index.ts";
import { niftiSink, niftiSource } from "../../../src/formats/nifti/index.ts";
import { DataType, type Image, parseAttributes, parseHeader } from "../../../src/mrd/index.ts";
import { skipReason, withReason } from "../../support/peers.ts";
import { fullHeader, oblique, ramp, sourceOf, transposed } from "../image-series/image-source.ts";

const skip = skipReason("/usr/lib/python3/dist-packages/nibabel");
const folder = mkdtempSync(join(tmpdir(), "larmor-nifti-in-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(path: string) {
  const [source] = await niftiSource.open(path, {});
  const images = [...source!.messages()] as Image[];
  source!.close();
  return { images, header: source!.header!, remarks: source!.remarks };
}

async function written(images: readonly Image[], name: string): Promise<string> {
  const path = join(folder, name);
  const options = { overwrite: true, index: 0, count: 1, version: "1.2.3" };
  const sink = await niftiSink.open(path, sourceOf(images, fullHeader), options);
  for (const image of images) await sink.write(image);
  await sink.close();
  return path;
}

const fields = ["readDir", "phaseDir", "sliceDir", "position", "matrixSize"] as const;

test.each([
  ["oblique", oblique, DataType.float],
  ["transposed", transposed, DataType.short],
])("what was written comes back, %s", async (name, directions, dataType) => {
  const images = [0, 1].flatMap((repetition) =>
    [0, 1, 2].map((slice) => {
      const position = [1, 2, 3].map((place, axis) => place + 7 * slice * directions.sliceDir[axis]!);
      return ramp({ ...directions, repetition, slice, position, dataType });
    }),
  );
  const path = await written(images, `${name}.nii.gz`);
  expect(await niftiSource.recognises(readStart(path))).toBe(true);
  const { images: back, header, remarks } = await read(path);
  expect(remarks).toEqual([]);
  expect(back).toHaveLength(6);
  for (const [i, image] of back.entries()) {
    expect(image.data).toEqual(images[i]!.data);
    expect([image.header.slice, image.header.repetition]).toEqual([i % 3, Math.floor(i / 3)]);
    for (const field of fields) {
      for (const axis of [0, 1, 2]) expect(image.header[field][axis]).toBeCloseTo(images[i]!.header[field][axis]!, 3);
    }
  }
  expect(parseHeader(header).sequenceParameters).toMatchObject({ te: [4.5], tr: [2000], flipAngleDeg: [12] });
  expect(parseAttributes(back[0]!.attributes).get("EchoTime")).toEqual(["4.5"]);
});

/** Writes a volume with nibabel: its type, its byte order, which coordinates it has. */
const writer = `
import sys, numpy, nibabel
path, dtype, form = sys.argv[1:]
a = numpy.arange(2 * 3 * 4).reshape((2, 3, 4), order="F").astype(dtype)
affine = numpy.array([[0, -3, 0, 5], [0, 0, -4, 6], [2, 0, 0, 7], [0, 0, 0, 1.]])
h = nibabel.Nifti1Header(endianness=">" if dtype.startswith(">") else "<")
i = nibabel.Nifti1Image(a, affine, header=h)
i.set_data_dtype(a.dtype)
i.set_qform(affine, code=1 if form == "q" else 0); i.set_sform(affine, code=1 if form == "s" else 0)
nibabel.save(i, path)
`;

describe.skipIf(skip)(withReason("files of nibabel", skip), () => {
  test.each([
    ["<f8", "s", DataType.double],
    [">i2", "q", DataType.short],
    [">f4", "s", DataType.float],
    ["u1", "q", DataType.ushort],
    ["i1", "q", DataType.short],
    ["<c8", "s", DataType.complexFloat],
    [">c16", "s", DataType.complexDouble],
  ])("%s with %sform", async (dtype, form, dataType) => {
    const path = join(folder, `${dtype.replace(/\W/, "")}.nii`);
    execFileSync("/usr/bin/python3", ["-c", writer, path, dtype, form]);
    const { images } = await read(path);
    expect(images.map(({ header }) => header.dataType)).toEqual(Array(4).fill(dataType));
    const step = dataType >= DataType.complexFloat ? 2 : 1;
    const values = images.flatMap(({ data }) => [...data].filter((_, i) => i % step === 0));
    expect(values).toEqual(Array.from({ length: 24 }, (_, i) => i));
    const { header } = images[1]!;
    // The middle pixel of 2 × 3, (1, 1), of the second slice.
    for (const [axis, place] of [-(5 - 3), -(6 - 4), 7 + 2].entries())
      expect(header.position[axis]).toBeCloseTo(place, 4);
    for (const [axis, cosine] of [0, 0, 1].entries()) expect(header.readDir[axis]).toBeCloseTo(cosine, 5);
    for (const [axis, cosine] of [1, 0, 0].entries()) expect(header.phaseDir[axis]).toBeCloseTo(cosine, 5);
    for (const [axis, cosine] of [0, 1, 0].entries()) expect(header.sliceDir[axis]).toBeCloseTo(cosine, 5);
  });

  test("without coordinates, they are assumed, and that is reported", async () => {
    const path = join(folder, "none.nii");
    execFileSync("/usr/bin/python3", ["-c", writer, path, "<f4", "none"]);
    const { images, remarks } = await read(path);
    expect(remarks.map(({ text }) => text)).toEqual([
      "the file has no coordinates: axial planes around the isocentre are assumed",
    ]);
    expect([...images[2]!.header.position]).toEqual([0, 0, 0]);
  });
});

test("of a truncated file, the complete images are kept", async () => {
  const path = await written([ramp({ matrixSize: [6, 4, 3] })], "whole.nii");
  const bytes = readFileSync(path);
  for (const [name, content] of [
    ["cut.nii", bytes.subarray(0, 352 + 200)],
    ["cut.nii.gz", gzipSync(bytes.subarray(0, 352 + 200))],
  ] as const) {
    writeFileSync(join(folder, name), content);
    const { images, remarks } = await read(join(folder, name));
    expect(images).toHaveLength(2);
    expect(remarks).toEqual([
      { level: "error", text: expect.stringMatching(/ends early: 1 image of 3 are missing$/), offset: 552 },
    ]);
  }
  writeFileSync(join(folder, "short.nii"), bytes.subarray(0, 100));
  await expect(read(join(folder, "short.nii"))).rejects.toThrow(/has no header of NIfTI-1/);
  const other = Buffer.from(bytes);
  other.writeInt16LE(2304, 70);
  writeFileSync(join(folder, "other.nii"), other);
  await expect(read(join(folder, "other.nii"))).rejects.toThrow(/has the data type 2304, which is not read/);
  writeFileSync(join(folder, "bad.nii.gz"), Buffer.from([0x1f, 0x8b, 1, 2, 3, 4]));
  await expect(read(join(folder, "bad.nii.gz"))).rejects.toThrow(/cannot be decompressed/);
});
