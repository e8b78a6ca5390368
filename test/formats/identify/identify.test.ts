import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { identify } from "../../../src/formats/identify/index.ts";
import { serialize } from "../../../src/mrd/index.ts";
import { withReason } from "../../support/peers.ts";
import { noSharedData, sharedData } from "../../support/shared-data.ts";
import { image, readout } from "../mrd-hdf5/fixtures.ts";

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

const HDF5 = new Uint8Array([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10]);
/** A data element: its tag, then the rest. */
const dicom = (group: number, element: number, rest: string) =>
  Buffer.concat([Buffer.from(Uint16Array.of(group, element).buffer), Buffer.from(rest, "latin1")]);

describe("identify", () => {
  it.each<[string, string, number, Readonly<Record<number, string | Uint8Array>>]>([
    ["an empty file", "a.h5", 0, {}],
    ["an unfinished file, which begins with zeros", "zeros.h5", 4096, {}],
    ["an unfinished HDF5 file", "b.h5", 8, { 0: HDF5 }],
    ["an HDF5 file", "b.h5", 600, { 0: HDF5 }],
    ["an MRD 2 stream (yardl binary)", "c.mrd", 100, { 0: "yardl" }],
    ["an MRD 2 stream (yardl JSON)", "c.ndjson", 100, { 0: '{"yardl":{"version":1}' }],
    ["a DICOM file", "d", 400, { 128: "DICM" }],
    ["a DICOM file", "explicit.dcm", 400, { 0: dicom(2, 0, "UL\x04\0") }],
    ["a DICOM file", "explicit.ima", 400, { 0: dicom(8, 8, "CS\x16\0") }],
    ["a DICOM file", "implicit.ima", 400, { 0: dicom(8, 5, "\x0a\0\0\0ISO_IR 100") }],
    ["a NIfTI image", "e.nii", 400, { 344: "n+1\0" }],
    ["a NIfTI-2 image", "e2.nii", 600, { 0: uint32(540), 4: "n+2\0" }],
    ["Siemens raw data (VD, VE or XA)", "f.dat", 20_000, { 0: uint32(0, 1, 7, 8, 10_240) }],
    ["Siemens raw data (VD, VE or XA)", "cut.dat", 2000, { 0: uint32(0, 2, 7, 8, 10_240), 32: "A^B", 96: "gre" }],
    ["Siemens raw data (VD, VE or XA)", "id.dat", 20_000, { 0: uint32(3, 1, 7, 8, 10_240), 96: "größe" }],
    ["Siemens raw data (VA or VB)", "g.dat", 20_000, { 0: uint32(2000, 4), 8: "Config\0" }],
    ["Siemens raw data (VA or VB)", "cut-vb.dat", 1500, { 0: uint32(90_000, 5), 8: "Config\0" }],
    ["Siemens raw data (VA or VB)", "meas.out", 20_000, { 0: uint32(32) }],
    ["a GE P-file", "P12345.7", 70_000, { 0: float32(16.001) }],
    ["a GE P-file", "scan.7", 70_000, { 0: float32(28.002) }],
    ["a GE P-file", "logo", 2000, { 0: float32(9), 34: "GE_MED_NMR" }],
    ["a GE P-file", "unfinished", 2000, { 34: "INVALIDNMR" }],
    ["a Philips raw data list", "h.list", 100, { 0: "# === DATA DESCRIPTION FILE ===" }],
    ["a Philips image list (PAR)", "h.PAR", 100, { 0: "# === DATA DESCRIPTION FILE ===" }],
    ["a Bruker parameter file", "parameters", 100, { 0: "##TITLE=Parameter List, ParaVision 6" }],
    ["a recording of a session", "r.pcapng", 200, { 0: "\n\r\r\n", 60: "MRD" }],
    ["a network capture", "n.pcap", 200, { 0: new Uint8Array([0xd4, 0xc3, 0xb2, 0xa1]) }],
    ["a NumPy array", "n.npy", 200, { 0: Buffer.from("\x93NUMPY", "latin1") }],
    ["a MATLAB file", "i.mat", 600, { 0: "MATLAB 5.0 MAT-file" }],
    ["a gzip-compressed file", "j.gz", 100, { 0: new Uint8Array([0x1f, 0x8b, 8]) }],
    ["a zip archive", "k.zip", 100, { 0: new Uint8Array([0x50, 0x4b, 3, 4]) }],
    ["a tar archive", "l.tar", 600, { 257: "ustar" }],
    ["a Git LFS pointer", "m.h5", 130, { 0: "version https://git-lfs.github.com/spec/v1\n" }],
    ["a web page", "n.h5", 130, { 0: "<!DOCTYPE html><html>" }],
    ["a text in XML", "o.xml", 130, { 0: "<?xml version='1.0'?><ismrmrdHeader/>" }],
  ])("names %s: %s", (name, path, size, parts) => {
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
    expect(identify(file("rawdata.job0", 100))?.name).toBe("Bruker raw data");
    expect(identify(file("2dseq", 100))?.name).toBe("Bruker images");
    expect(identify(folder)?.name).toBe("a Bruker scan");
    file("scan.LAB", 10);
    expect(identify(file("scan.raw", 100))?.name).toBe("Philips raw data");
    file("x.hdr", 10);
    expect(identify(file("x.cfl", 64))?.name).toBe("a BART array");
  });

  it.each([
    ["a config's name", { kind: "config-file", name: "cartesian" }],
    ["a header", { kind: "header", text: "<?xml version='1.0'?><ismrmrdHeader/>" }],
    ["a placeholder of a header", { kind: "header", text: "Dummy XML header" }],
    ["a long header", { kind: "header", text: `<ismrmrdHeader>${" ".repeat(5000)}</ismrmrdHeader>` }],
    ["a chain", { kind: "config-text", text: "chain: [extract]\n" }],
    ["a readout", readout(1)],
    ["an image", image(1)],
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
      ["twix-epi.dat", "Siemens raw data (VD, VE or XA)"],
      ["mrd2-lowfield-tse3d.mrd", "an MRD 2 stream (yardl binary)"],
      ["dicom-MR_small.dcm", "a DICOM file"],
      ["dicom-MR_truncated.dcm", "a DICOM file"],
      ["dicom-emri_small.dcm", "a DICOM file"],
    ])("are named: %s", (name, expected) => {
      expect(identify(new URL(name, sharedData).pathname)?.name).toBe(expected);
    });
  });
});
