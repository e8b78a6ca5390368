import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { describeRest, describeResults, isMrdName, ResultsFile, resultsAt } from "../../src/app/results-file.ts";
import { image, readout } from "../support/messages.ts";

const root = mkdtempSync(join(tmpdir(), "larmor-converted-"));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
  writeFileSync(join(folder, "input.h5"), "");
});

const options = { group: "g", header: undefined };
const at = (name: string, rest = {}) =>
  resultsAt(join(folder, name), { ...options, ...rest }, join(folder, "input.h5"));
const axial = { readDir: [1, 0, 0], phaseDir: [0, 1, 0], sliceDir: [0, 0, 1] };
const pixels = (value: number, slice = 0) =>
  image([value, 2, 3, 4], { matrixSize: [2, 2, 1], fieldOfView: [2, 2, 1], slice, position: [0, 0, slice], ...axial });

describe("results in the format of their ending", () => {
  it.each(["results.h5", "x.hdf5", "x.mrd", "X.ISMRMRD", "results", "a.b/results"])("are MRD: %s", (name) => {
    expect(isMrdName(name)).toBe(true);
  });

  it.each(["x.nii.gz", "x.mrd2", "x.dcm", "folder/", "x.npy"])("are not MRD: %s", (name) => {
    expect(isMrdName(name)).toBe(false);
  });

  it("are NIfTI: all images in their order, more than are written at a time", async () => {
    const results = await at("x.nii.gz");
    for (let slice = 0; slice < 6; slice += 1) {
      results.append(pixels(10 + slice, slice));
      await results.drained();
    }
    const summary = await results.close({ evenIfEmpty: true });
    expect(summary).toMatchObject({ series: [{ name: "image_0", count: 6 }] });
    expect(describeRest(summary)).toBe(`6 images are in ${join(folder, "x.nii.gz")}`);
    expect(describeResults(summary!)).toEqual([expect.stringContaining("x.nii.gz: 2 × 2 × 6 × 1")]);
    const bytes = gunzipSync(readFileSync(join(folder, "x.nii.gz")));
    const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset + 352, bytes.byteOffset + 352 + 96));
    expect([...values].filter((value) => value >= 10)).toEqual([10, 11, 12, 13, 14, 15]);
    expect(readdirSync(folder).toSorted()).toEqual(["input.h5", "x.json", "x.nii.gz"]);
    expect(await results.close({ evenIfEmpty: true })).toEqual(summary);
  });

  it("are DICOM files in a folder, together with those that a chain made", async () => {
    const results = await at("out/");
    results.append(pixels(1));
    results.append({ kind: "dicom", name: "own.dcm", data: Buffer.from("x"), attributes: "" });
    await results.close({ evenIfEmpty: true });
    expect(readdirSync(join(folder, "out")).filter((name) => name.endsWith(".dcm"))).toHaveLength(2);
    expect(results.dicom.describe()).toEqual([`1 DICOM file in ${join(folder, "out/")}`]);
  });

  it("go into an existing folder as DICOM", async () => {
    mkdirSync(join(folder, "there"));
    const results = await at("there");
    results.append(pixels(1));
    await results.close({ evenIfEmpty: true });
    expect(readdirSync(join(folder, "there"))).toHaveLength(1);
  });

  it("write nothing without images, and count what is not an image", async () => {
    const empty = await at("empty.nii");
    expect((await empty.close({ evenIfEmpty: true }))!.lines).toEqual([
      expect.stringContaining("there are no images: "),
    ]);
    expect(existsSync(join(folder, "empty.nii"))).toBe(false);
    const mixed = await at("mixed.nii");
    mixed.append(readout());
    mixed.append(pixels(1));
    expect((await mixed.close({ evenIfEmpty: true }))!.lines![0]).toMatch(/^1 result is not in .*mixed.nii/);
  });

  it("replace no file unless that is asked for, never their input, and need a known ending", async () => {
    writeFileSync(join(folder, "there.nii"), "");
    await expect(at("there.nii")).rejects.toMatchObject({ code: "file-exists" });
    await expect(at("there.nii", { overwrite: true })).resolves.toBeDefined();
    await expect(at("x.jpeg")).rejects.toMatchObject({ code: "not-writable" });
    const input = join(folder, "there.nii");
    await expect(resultsAt(input, { ...options, overwrite: true }, input)).rejects.toThrow(/is the input/);
    expect(await at("x.h5")).toBeInstanceOf(ResultsFile);
  });

  it("report that a file exists, and keep what was written before", async () => {
    const earlier = await at("out/");
    earlier.append(pixels(1));
    await earlier.close({ evenIfEmpty: true });
    const later = await at("out/");
    for (let i = 0; i < 4; i += 1) later.append(pixels(1));
    await expect(later.drained()).rejects.toMatchObject({ code: "file-exists" });
    await expect(later.close({ evenIfEmpty: true })).rejects.toMatchObject({ code: "file-exists" });
    expect(readdirSync(join(folder, "out"))).toHaveLength(1);
  });
});
