import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { fastMriSource } from "../../../src/formats/fastmri/index.ts";
import { readStart } from "../../../src/formats/identify/index.ts";
import type { Image } from "../../../src/mrd/index.ts";
import { findPython, runPython, skipReason, withReason } from "../../support/peers.ts";
import { correlation, imagesOf, readFile } from "../../support/sources.ts";

const reason = skipReason("python");
const folder = mkdtempSync(join(tmpdir(), "larmor-fastmri-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(coils: 1 | 4, mask: "none" | "regular" | "random"): string {
  const path = join(folder, `${coils}-${mask}.h5`);
  const script = fileURLToPath(new URL("write-fastmri.py", import.meta.url));
  execFileSync(findPython()!, [script, path, String(coils), mask]);
  return path;
}
const edit = (path: string, code: string) => {
  const copy = join(folder, "edited.h5");
  copyFileSync(path, copy);
  runPython(`import sys, h5py, numpy as np\nwith h5py.File(sys.argv[1], "a") as f:\n  ${code}`, [copy]);
  return copy;
};

describe.skipIf(reason)(withReason("k-space of fastMRI", reason), () => {
  it.each([4, 1] as const)("has the reference images of the file, with %i coils", async (coils) => {
    const path = write(coils, "none");
    expect(await fastMriSource.recognises(readStart(path))).toBe(true);
    const file = await readFile(fastMriSource, path);
    expect(file.readouts).toHaveLength(2 * 44);
    expect(file.header.acquisitionSystemInformation!.receiverChannels).toBe(coils);
    expect(file.source.header).not.toContain("abc");
    const [last] = file.readouts.slice(-1);
    expect(last!.header).toMatchObject({ slice: 1, kspaceEncodeStep1: 43, numberOfSamples: 64, activeChannels: coils });
    const references = (await readFile(fastMriSource, path, { measurement: 2 })).messages as readonly Image[];
    const images = await imagesOf(file);
    expect(images.map(({ header }) => header.matrixSize)).toEqual([
      [32, 32, 1],
      [32, 32, 1],
    ]);
    for (const [i, image] of images.entries()) {
      expect(references[i]!.header).toMatchObject({ matrixSize: [32, 32, 1], slice: i, fieldOfView: [160, 160, 5] });
      expect(correlation(image.data, references[i]!.data)).toBeGreaterThan(0.9999);
    }
    const both = await fastMriSource.open(path, { measurement: "all" });
    expect(both.map(({ name }) => name)).toEqual(["kspace", coils === 4 ? "reconstruction_rss" : "reconstruction_esc"]);
    expect(both[1]!.progress).toEqual({ done: 0, total: 2, unit: "image" });
    for (const source of both) source.close();
    expect(file.remarks.join()).toContain("--measurement 2 converts it");
  });

  it("has the sampled lines alone, and names their lattice", async () => {
    const file = await readFile(fastMriSource, write(4, "regular"));
    const lines = file.readouts
      .filter(({ header }) => header.slice === 0)
      .map(({ header }) => header.kspaceEncodeStep1);
    const columns = Array.from({ length: 48 }, (_, i) => i).filter((i) => i % 3 === 1 || Math.abs(i - 24) < 5);
    expect(lines).toEqual(columns.map((column) => column - 4).filter((line) => line >= 0));
    expect(file.header.encoding[0]!.parallelImaging).toMatchObject({
      accelerationFactor: { kspaceEncodingStep1: 3 },
      calibrationMode: "embedded",
    });
    const calibration = file.readouts.filter(({ header }) => header.slice === 0 && header.has(21));
    expect(calibration.map(({ header }) => header.kspaceEncodeStep1)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
    const full = await imagesOf(await readFile(fastMriSource, write(4, "none")));
    const unfolded = await imagesOf(file);
    expect(correlation(unfolded[0]!.data, full[0]!.data)).toBeGreaterThan(0.97);
  });

  it("has no acceleration factor if lines were left out at random", async () => {
    const file = await readFile(fastMriSource, write(4, "random"));
    expect(file.header.encoding[0]!.parallelImaging!.accelerationFactor!.kspaceEncodingStep1).toBe(1);
    expect(file.remarks).toContainEqual(expect.stringMatching(/^info: mask: \d\d of 44 lines were sampled$/));
  });

  it("takes all columns as lines if the header does not fit", async () => {
    const path = edit(
      write(4, "none"),
      `f["kspace2"] = f["kspace"][..., 2:]; del f["kspace"]; f.move("kspace2", "kspace")`,
    );
    const file = await readFile(fastMriSource, path);
    expect(file.readouts).toHaveLength(2 * 46);
    expect(file.header.encoding[0]!.encodingLimits.kspaceEncodingStep1).toEqual({
      minimum: 0,
      maximum: 45,
      center: 23,
    });
    expect(file.remarks.join()).toContain("all columns are lines");
  });

  it("refuses what it cannot read", async () => {
    const path = write(4, "none");
    const open = (code: string) => readFile(fastMriSource, edit(path, code));
    await expect(open(`del f["ismrmrd_header"]`)).rejects.toThrow("without it, k-space has no geometry");
    await expect(open(`del f["kspace"]; f["kspace"] = np.zeros((2, 3))`)).rejects.toThrow("kspace is not [slice]");
    await expect(open(`f["mask"] = np.zeros(48)`)).rejects.toThrow("mask leaves no lines");
    await expect(open(`f["mask"] = np.zeros(7)`)).rejects.toThrow("mask has not one value per column");
    await expect(readFile(fastMriSource, path, { measurement: 3 })).rejects.toThrow("1: kspace, 2: reconstruction_rss");
    const flat = edit(path, `del f["reconstruction_rss"]; f["reconstruction_rss"] = np.zeros(3)`);
    await expect(readFile(fastMriSource, flat, { measurement: 2 })).rejects.toThrow("is not [slice][readout][phase]");
    expect(await fastMriSource.recognises(readStart(edit(path, `del f["kspace"]`)))).toBe(false);
  });

  it("keeps the slices before a damage", async () => {
    const code = `k = f["kspace"][...]; del f["kspace"]; d = f.create_dataset("kspace", data=k, chunks=(1,) + k.shape[1:], compression="gzip")
  d.id.write_direct_chunk((1, 0, 0, 0), b"damaged", 0)`;
    const file = await readFile(fastMriSource, edit(write(4, "none"), code));
    expect(file.readouts).toHaveLength(44);
    expect(file.remarks.join()).toMatch(/error: slices from 1 on are missing: .*cannot be read/);
  });
});
