import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { identify } from "../../../src/formats/identify/index.ts";
import { serialize } from "../../../src/mrd/index.ts";
import { withReason } from "../../support/peers.ts";
import { noSharedData, sharedData } from "../../support/shared-data.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-identify-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file with some bytes at some places, and zeros elsewhere. */
function file(name: string, size: number, parts: Readonly<Record<number, string | Uint8Array>> = {}): string {
  const bytes = Buffer.alloc(size);
  for (const [at, part] of Object.entries(parts)) Buffer.from(part as string).copy(bytes, Number(at));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
const uint32 = (...values: readonly number[]) => new Uint8Array(new Uint32Array(values).buffer);
const float32 = (value: number) => new Uint8Array(new Float32Array([value]).buffer);

describe("identify", () => {
  it.each<[string, string, number, Readonly<Record<number, string | Uint8Array>>]>([
    ["an empty file", "a.h5", 0, {}],
    [
      "an unfinished or damaged HDF5 file",
      "b.h5",
      600,
      { 0: new Uint8Array([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10]) },
    ],
    ["an MRD 2 stream (yardl binary)", "c.mrd", 100, { 0: "yardl" }],
    ["a DICOM file", "d", 400, { 128: "DICM" }],
    ["a NIfTI image", "e.nii", 400, { 344: "n+1\0" }],
    ["Siemens raw data (VD, VE or XA)", "f.dat", 20_000, { 0: uint32(0, 1, 7, 8, 10_240) }],
    ["Siemens raw data (VA or VB)", "g.dat", 20_000, { 0: uint32(2000, 4), 8: "Config\0" }],
    ["a GE P-file", "P12345.7", 70_000, { 0: float32(16.001) }],
    ["a GE P-file", "scan.7", 70_000, { 0: float32(28.002) }],
    ["a Philips raw data list", "h.list", 100, { 0: "# === DATA DESCRIPTION FILE ===" }],
    ["a MATLAB file", "i.mat", 600, { 0: "MATLAB 5.0 MAT-file" }],
    ["a gzip-compressed file", "j.gz", 100, { 0: new Uint8Array([0x1f, 0x8b, 8]) }],
    ["a zip archive", "k.zip", 100, { 0: new Uint8Array([0x50, 0x4b, 3, 4]) }],
  ])("names %s", (name, path, size, parts) => {
    const found = identify(file(path, size, parts));
    expect(found?.name).toBe(name);
    expect(found?.advice).toMatch(/^\S.*[^.]$/);
  });

  it("names files without a signature by the files next to them", () => {
    expect(identify(file("raw.data", 100))).toBeUndefined();
    file("raw.list", 10);
    expect(identify(join(folder, "raw.data"))?.name).toBe("Philips raw data");
    expect(identify(file("fid", 100))).toBeUndefined();
    file("acqp", 10);
    expect(identify(join(folder, "fid"))?.name).toBe("Bruker raw data");
    file("x.hdr", 10);
    expect(identify(file("x.cfl", 64))?.name).toBe("a BART array");
  });

  it.each([
    ["a config's name", { kind: "config-file", name: "cartesian" }],
    ["a header", { kind: "header", text: "<?xml version='1.0'?><ismrmrdHeader/>" }],
  ] as const)("names an ISMRMRD stream that begins with %s", (_what, message) => {
    const path = join(folder, "stream.bin");
    writeFileSync(path, Buffer.concat(serialize(message)));
    expect(identify(path)?.name).toBe("an ISMRMRD stream");
  });

  it.each([
    ["text", "hello, world"],
    ["numbers", "\x01\x02\x03\x04\x05\x06\x07\x08"],
  ])("does not name other files: %s", (_what, text) => {
    expect(identify(file("unknown", 2000, { 0: text }))).toBeUndefined();
  });

  describe.skipIf(noSharedData)(withReason("real files", noSharedData), () => {
    it.each([
      ["twix-gre.dat", "Siemens raw data (VD, VE or XA)"],
      ["mrd2-lowfield-tse3d.mrd", "an MRD 2 stream (yardl binary)"],
      ["dicom-MR_small.dcm", "a DICOM file"],
    ])("are named: %s", (name, expected) => {
      expect(identify(new URL(name, sharedData).pathname)?.name).toBe(expected);
    });
  });
});
