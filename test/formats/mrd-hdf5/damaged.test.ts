import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import h5wasm from "h5wasm/node";
import { describe, expect, it } from "vitest";
import { MrdFile, MrdFileWriter } from "../../../src/formats/mrd-hdf5/index.ts";
import { readout, temporaryPath } from "./fixtures.ts";

async function measurement(): Promise<string> {
  const path = temporaryPath();
  const writer = await MrdFileWriter.create(path);
  for (let i = 0; i < 20; i++) writer.append(readout(i));
  writer.close();
  return path;
}

const refusal = async (path: string) => {
  const error = await MrdFile.open(path).then(
    () => undefined,
    (reason: Error & { code: string }) => reason,
  );
  return `${error?.code}: ${error?.message.replaceAll(path, "FILE").replaceAll(dirname(path), "FOLDER")}`;
};

/** A file as HDF5's library makes it. */
async function hdf5(build: (file: InstanceType<typeof h5wasm.File>) => void, name = "file.h5"): Promise<string> {
  await h5wasm.ready;
  const path = temporaryPath(name);
  const file = new h5wasm.File(path, "w");
  build(file);
  file.close();
  return path;
}

describe("an HDF5 file that cannot be opened", () => {
  it("is named with the part of it that is there", async () => {
    const path = await measurement();
    const { length } = readFileSync(path);
    for (const size of [length - 8, Math.floor(length / 2), 200]) {
      truncateSync(path, size);
      expect(await refusal(path)).toBe(
        `not-hdf5: FILE is an unfinished or truncated HDF5 file, with ${size} of its ${length} bytes: ` +
          "wait until the program that writes it has closed it, or copy it again",
      );
    }
    truncateSync(path, 46);
    expect(await refusal(path)).toMatch(/^not-hdf5: FILE is an unfinished, truncated or damaged HDF5 file: wait/);
    truncateSync(path, 5);
    expect(await refusal(path)).toMatch(/^not-hdf5: FILE is an unfinished HDF5 file, not MRD: wait/);
  });

  it("is named if a program is writing it, or was killed", async () => {
    await h5wasm.ready;
    const path = temporaryPath();
    const file = new h5wasm.File(path, "w", { libver: "latest" });
    file.create_group("dataset");
    file.close();
    const bytes = readFileSync(path);
    expect(bytes[8]).toBe(3); // The version of the superblock.
    const descriptor = openSync(path, "r+");
    writeSync(descriptor, Uint8Array.of(1), 0, 1, 11);
    closeSync(descriptor);
    expect(await refusal(path)).toMatch(
      /^not-hdf5: FILE is an unfinished HDF5 file, which a program is writing or has left open: wait/,
    );
  });

  it("is named if it has only zeros so far, or is a folder", async () => {
    const path = temporaryPath();
    writeFileSync(path, Buffer.alloc(2048));
    expect(await refusal(path)).toMatch(
      /^not-hdf5: FILE is an unfinished file, which begins with zeros, not MRD: wait/,
    );
    expect(await refusal(dirname(path))).toMatch(/^read-failed: FILE is a folder, not an MRD file: name a file$/);
  });

  it.each(["/dev/null", "/dev/zero"])("is named if it is a device: %s", async (path) => {
    expect(await refusal(path)).toBe(
      "read-failed: FILE is a pipe or a device, not an MRD file: copy its data to a file first",
    );
  });
});

describe("an HDF5 file of another layout", () => {
  it.each<[string, readonly string[], string]>([
    ["in fastMRI's layout", ["ismrmrd_header", "kspace", "reconstruction_rss"], "file.h5"],
    ["in fastMRI's layout", ["kspace", "reconstruction_esc"], "file.h5"],
    ["in fastMRI's layout", ["ismrmrd_header", "kspace", "mask"], "file1000831.h5"],
    ["a GE ScanArchive", ["Something"], "ScanArchive_1_2.h5"],
    ["a MATLAB file", ["#refs#", "data"], "file.h5"],
  ])("is named: %s, by %j", async (name, datasets, file) => {
    const path = await hdf5((each) => {
      for (const dataset of datasets) each.create_dataset({ name: dataset, data: new Float32Array(4) });
    }, file);
    expect(await refusal(path)).toMatch(new RegExp(`^not-mrd: FILE is ${name}.*, not MRD: .*MRD`));
  });

  it("is named if it is MRD 2", async () => {
    const path = await hdf5((file) => file.create_group("Mrd"));
    expect(await refusal(path)).toMatch(
      /^not-mrd: FILE is in the layout of MRD 2 \(yardl\), not MRD: write it as a stream with/,
    );
  });

  it("is described by its names if it is unknown", async () => {
    const path = await hdf5((file) => file.create_group("results"));
    expect(await refusal(path)).toMatch(/^not-mrd: FILE has no MRD measurement: .*, only results/);
  });
});
