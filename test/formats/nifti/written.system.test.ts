import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as nifti from "nifti-reader-js";
import { afterAll, describe, expect, test } from "vitest";
import { dicomSink } from "../../../src/formats/dicom/index.ts";
import { niftiSink } from "../../../src/formats/nifti/index.ts";
import { DataType, formatAttributes, type Image, ImageType } from "../../../src/mrd/index.ts";
import { skipReason, withReason } from "../../support/peers.ts";
import { fullHeader, oblique, ramp, sourceOf, transposed } from "../image-series/image-source.ts";

const skip = skipReason("/usr/lib/python3/dist-packages/nibabel", "dcm2niix");
const folder = mkdtempSync(join(tmpdir(), "larmor-nifti-"));
afterAll(() => rmSync(folder, { recursive: true }));
let number = 0;

async function written(images: readonly Image[], { header = fullHeader, name = "out.nii.gz", overwrite = false } = {}) {
  number += 1;
  const path = join(folder, String(number), name);
  mkdirSync(join(folder, String(number)));
  const sink = await niftiSink.open(path, sourceOf(images, header), {
    overwrite,
    index: 0,
    count: 1,
    version: "1.2.3",
  });
  for (const image of images) await sink.write(image);
  const lines = await sink.close();
  expect(await sink.close()).toEqual(lines);
  const files = readdirSync(join(folder, String(number))).toSorted();
  return { folder: join(folder, String(number)), files, lines, path };
}

/** Shape, affine and values as nibabel reads them. */
const reader = `
import json, sys, nibabel, numpy
i = nibabel.load(sys.argv[1])
if len(sys.argv) > 2: i = nibabel.as_closest_canonical(i)
h = i.header
d = numpy.asanyarray(i.dataobj)
if d.dtype.fields: d = d.view("u1").reshape(d.shape + (3,))
print(json.dumps({"shape": list(i.shape), "affine": i.affine.tolist(), "qform": h.get_qform().tolist(), "sform": h.get_sform().tolist(),
  "codes": [int(h["qform_code"]), int(h["sform_code"])], "units": h.get_xyzt_units(), "zooms": [float(z) for z in h.get_zooms()],
  "dtype": str(h.get_data_dtype()), "values": d.ravel(order="F").tolist()}))
`;

interface ReadBack {
  readonly shape: readonly number[];
  readonly affine: readonly (readonly number[])[];
  readonly qform: readonly (readonly number[])[];
  readonly sform: readonly (readonly number[])[];
  readonly codes: readonly number[];
  readonly units: readonly string[];
  readonly zooms: readonly number[];
  readonly dtype: string;
  readonly values: readonly number[];
}

function readWithNibabel(path: string, ...canonical: readonly "canonical"[]): ReadBack {
  const options = { encoding: "utf8", maxBuffer: 1 << 28 } as const;
  return JSON.parse(execFileSync("/usr/bin/python3", ["-c", reader, path, ...canonical], options));
}

function expectClose(
  actual: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  digits = 4,
): void {
  for (const [i, row] of expected.entries())
    for (const [j, value] of row.entries()) expect(actual[i]![j]).toBeCloseTo(value, digits);
}

/** Three slices 7 mm apart, at two times, the later slices first. */
function series(fields: Parameters<typeof ramp>[0] = {}): Image[] {
  const along = fields.sliceDir ?? oblique.sliceDir;
  return [0, 1].flatMap((repetition) =>
    [2, 0, 1].map((slice) => {
      const position = [10, -20, 30].map((place, axis) => place + 7 * slice * along[axis]!);
      const image = ramp({
        ...fields,
        repetition,
        slice,
        position,
        acquisitionTimeStamp: 1000 + 800 * repetition + slice,
      });
      for (const [i, value] of image.data.entries()) image.data[i] = value + 1000 * slice + 3000 * repetition;
      return image;
    }),
  );
}

describe.skipIf(skip)(withReason("NIfTI, as other programs read it", skip), () => {
  test.each([
    ["oblique", oblique],
    ["transposed", transposed],
    ["left-handed", { ...oblique, sliceDir: transposed.sliceDir }],
    ["sagittal", { readDir: [0, 1, 0], phaseDir: [0, 0, -1], sliceDir: [-1, 0, 0] }],
    ["turned by half", { readDir: [-1, 0, 0], phaseDir: [0, -1, 0], sliceDir: [0, 0, 1] }],
    ["turned about y", { readDir: [-1, 0, 0], phaseDir: [0, 1, 0], sliceDir: [0, 0, -1] }],
    ["turned about x", { readDir: [1, 0, 0], phaseDir: [0, -1, 0], sliceDir: [0, 0, -1] }],
  ])("slices and times, %s", async (_, directions) => {
    const { path, files } = await written(series(directions));
    expect(files).toEqual(["out.json", "out.nii.gz"]);
    const read = readWithNibabel(path);
    expect(read.shape).toEqual([6, 4, 3, 2]);
    expect([read.codes, read.units]).toEqual([
      [1, 1],
      ["mm", "sec"],
    ]);
    // Pixel (3, 2) of the first slice is at its position, to the left and back; NIfTI counts to the right and front.
    const column = (direction: readonly number[], mm: number) => direction.map((each) => each * mm);
    const [x, y, z] = [column(directions.readDir, 2), column(directions.phaseDir, 3), column(directions.sliceDir, 7)];
    const origin = [10, -20, 30].map((place, axis) => place - 3 * x[axis]! - 2 * y[axis]!);
    const affine = [-1, -1, 1].map((sign, axis) => [x, y, z, origin].map((each) => sign * each[axis]!));
    expectClose(read.affine, affine);
    expectClose(read.qform, affine);
    expectClose(read.sform, affine);
    expect(read.zooms[3]).toBeCloseTo(2, 5);
    const expected = [0, 1].flatMap((t) =>
      [0, 1, 2].flatMap((slice) => [...ramp().data].map((value) => value + 1000 * slice + 3000 * t)),
    );
    expect(read.values).toEqual(expected);
  });

  test.each([
    ["short", DataType.short, "int16"],
    ["ushort", DataType.ushort, "uint16"],
    ["int", DataType.int, "int32"],
    ["uint", DataType.uint, "uint32"],
    ["double", DataType.double, "float64"],
  ] as const)("pixels of type %s", async (_, dataType, dtype) => {
    const image = ramp({ dataType, matrixSize: [6, 4, 3] });
    const { path } = await written([image], { name: "out.nii" });
    const read = readWithNibabel(path);
    expect([read.dtype, read.shape]).toEqual([dtype, [6, 4, 3]]);
    expect(read.values).toEqual([...image.data]);
  });

  test("echoes and parts of complex images have files of their own", async () => {
    const images = [0, 1].map((contrast) =>
      ramp({ contrast, dataType: DataType.complexFloat, imageType: ImageType.complex }),
    );
    const { folder: place, files } = await written(images, { name: "sub-1_bold.nii" });
    expect(files.filter((name) => name.endsWith(".nii"))).toEqual([
      "sub-1_echo-1_part-mag_bold.nii",
      "sub-1_echo-1_part-phase_bold.nii",
      "sub-1_echo-2_part-mag_bold.nii",
      "sub-1_echo-2_part-phase_bold.nii",
    ]);
    const metadata = JSON.parse(readFileSync(join(place, "sub-1_echo-2_part-phase_bold.json"), "utf8"));
    expect(metadata).toMatchObject({
      EchoTime: 0.009,
      EchoNumber: 2,
      RepetitionTime: 2,
      FlipAngle: 12,
      Units: "rad",
      MagneticFieldStrength: 2.89362,
      ConversionSoftware: "Larmor",
    });
    expect(JSON.stringify(metadata)).not.toMatch(/Ayşe|P-17|1980/);
    const phase = readWithNibabel(join(place, "sub-1_echo-1_part-phase_bold.nii"));
    const [re, im] = [images[0]!.data[40]!, images[0]!.data[41]!];
    expect(phase.values[20]).toBeCloseTo(Math.atan2(im, re), 6);
  });

  test.each([
    ["", "j"],
    ["<ismrmrdMeta><meta><name>InPlanePhaseEncodingDirection</name><value>ROW</value></meta></ismrmrdMeta>", "i"],
  ])("the axis of the phase encoding, with the attributes '%s'", async (attributes, axis) => {
    const { folder: place } = await written([ramp({}, attributes)]);
    expect(JSON.parse(readFileSync(join(place, "out.json"), "utf8")).PhaseEncodingAxis).toBe(axis);
  });

  test("colours", async () => {
    const image = ramp({ channels: 3, dataType: DataType.ushort, imageType: ImageType.rgb });
    image.data.fill(7, 0, 24).fill(8, 24, 48).fill(9, 48, 72);
    const { path } = await written([image]);
    const bytes = new Uint8Array(nifti.decompress(new Uint8Array(readFileSync(path)).buffer) as ArrayBuffer);
    expect([...bytes.subarray(352, 358)]).toEqual([7, 8, 9, 7, 8, 9]);
    expect((nifti.readHeader(bytes.buffer) as nifti.NIFTI1).datatypeCode).toBe(128);
  });

  test("scaling: as attributes say, or applied where images differ", async () => {
    const attributes = formatAttributes({ RescaleSlope: "2", RescaleIntercept: "-5" });
    const plain = ramp({ dataType: DataType.short });
    const image = { ...plain, attributes };
    const same = readWithNibabel((await written([image])).path);
    expect([same.dtype, same.values]).toEqual(["int16", [...plain.data].map((value) => 2 * value - 5)]);
    const mixed = readWithNibabel((await written([image, ramp({ dataType: DataType.short, repetition: 1 })])).path);
    expect([mixed.dtype, mixed.values]).toEqual([
      "float32",
      [...[...plain.data].map((value) => 2 * value - 5), ...plain.data],
    ]);
  });

  test("a missing image leaves zeros, and uneven slices are reported", async () => {
    const images = series().slice(0, 5);
    const { path, lines } = await written(images);
    expect(lines.join("\n")).toMatch(/some slices have fewer images/);
    expect(readWithNibabel(path).values.slice(4 * 24, 5 * 24)).toEqual(Array(24).fill(0));
    const uneven = [0, 7, 20].map((mm, slice) =>
      ramp({ slice, position: [0, 0, mm], readDir: [1, 0, 0], phaseDir: [0, 1, 0], sliceDir: [0, 0, 1] }),
    );
    expect((await written(uneven)).lines.join("\n")).toMatch(/distances of slices differ/);
    const flat = [0, 1].map((slice) => ramp({ slice }));
    expect((await written(flat)).lines.join("\n")).toMatch(/no positions of their own/);
  });

  test.each([
    ["oblique", oblique],
    ["transposed", transposed],
  ])("dcm2niix makes the same of our DICOM, %s", async (_, directions) => {
    const images = series({ ...directions, dataType: DataType.ushort });
    const place = join(folder, `dicom-${_}/`);
    const sink = await dicomSink.open(place, sourceOf(images, fullHeader), {
      overwrite: false,
      index: 0,
      count: 1,
      version: "1.2.3",
    });
    for (const image of images) await sink.write(image);
    await sink.close();
    execFileSync("dcm2niix", ["-f", "theirs", "-z", "n", place]);
    const theirs = readWithNibabel(join(place, "theirs.nii"), "canonical");
    const ours = readWithNibabel((await written(images)).path, "canonical");
    expect(ours.shape).toEqual(theirs.shape);
    expectClose(ours.affine, theirs.affine, 3);
    expect(ours.values).toEqual(theirs.values);
    const metadata = JSON.parse(readFileSync(join(place, "theirs.json"), "utf8"));
    expect(metadata).toMatchObject({ EchoTime: 0.0045, FlipAngle: 12, MagneticFieldStrength: 2.89362 });
  });
});

test("a file is not replaced unless asked to", async () => {
  const { path } = await written([ramp()]);
  const open = (overwrite: boolean) =>
    niftiSink.open(path, sourceOf([ramp()]), { overwrite, index: 0, count: 1, version: "1.2.3" });
  const sink = await open(false);
  await sink.write(ramp());
  await expect(sink.close()).rejects.toThrow(/exists: choose another name/);
  const again = await open(true);
  await again.write(ramp());
  expect(await again.close()).toEqual([`${path}: 6 × 4 × 1 × 1`]);
});

test("nifti-reader-js reads the same", async () => {
  const image = ramp({ matrixSize: [6, 4, 3] });
  const { path } = await written([image], { name: "out.nii" });
  const bytes = new Uint8Array(readFileSync(path)).buffer;
  const header = nifti.readHeader(bytes) as nifti.NIFTI1;
  expect([header.dims.slice(0, 4), header.xyzt_units]).toEqual([[3, 6, 4, 3], 10]);
  expectClose(
    header.affine,
    header.convertNiftiQFormToNiftiSForm(
      header.quatern_b,
      header.quatern_c,
      header.quatern_d,
      header.qoffset_x,
      header.qoffset_y,
      header.qoffset_z,
      header.pixDims[1]!,
      header.pixDims[2]!,
      header.pixDims[3]!,
      header.pixDims[0]!,
    ),
    3,
  );
  expect(new Float32Array(nifti.readImage(header, bytes))).toEqual(image.data);
});
