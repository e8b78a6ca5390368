import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MrdFile, MrdFileWriter, StorageError } from "../../../src/formats/mrd-hdf5/index.ts";
import { runPython, skipReason } from "../../support/peers.ts";
import { image, readout, temporaryPath, waveform } from "./fixtures.ts";

/**
 * Changes of a file that the disk still accepts. Of the next change, it accepts what ends at a page, and of later ones
 * nothing.
 */
const disk = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY }));

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  const full = () => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  return {
    ...fs,
    writevSync(fd: number, pieces: readonly Uint8Array[], position: number): number {
      disk.left -= 1;
      if (disk.left < -1) throw full();
      if (disk.left >= 0) return fs.writevSync(fd, pieces, position);
      const all = Buffer.concat(pieces);
      const whole = Math.floor((position + all.length) / 4096) * 4096 - position;
      if (whole <= 0) throw full();
      return fs.writevSync(fd, [all.subarray(0, whole)], position);
    },
    ftruncateSync(fd: number, length: number): void {
      disk.left -= 1;
      if (disk.left < 0) throw full();
      fs.ftruncateSync(fd, length);
    },
  };
});
afterEach(() => {
  disk.left = Number.POSITIVE_INFINITY;
});

/** Writes readouts, waveforms and images with a commit after every few, until the disk is full. */
async function fill(path: string): Promise<{ readonly committed: number; readonly failure: unknown }> {
  let committed = 0;
  let writer: MrdFileWriter | undefined;
  try {
    writer = await MrdFileWriter.create(path);
    writer.writeHeader("<ismrmrdHeader/>");
    for (let i = 0; i < 6; i++) {
      writer.append(readout(i, { samples: 600, dimensions: 1 }));
      writer.append(waveform(i));
      writer.append(image(i, { series: i % 2, matrix: [64, 33, 1], channels: 1, attributes: `${i}` }));
      if (i % 3 < 2) continue;
      writer.flush();
      committed = i + 1;
    }
    writer.close();
    return { committed: 6, failure: undefined };
  } catch (failure) {
    if (writer !== undefined) expect(() => writer!.append(readout(9))).toThrow(/its writer (failed before|is closed)/);
    writer?.close();
    return { committed, failure };
  }
}

const h5pyReads = `
import sys, h5py
for line in open(sys.argv[1]):
    path, committed = line.split()
    with h5py.File(path) as f:
        for g in (f[name] for name in f):
            data = g["data"][:] if "data" in g else []
            assert len(data) >= int(committed), path
            assert all((row["data"] == [i + k for k in range(2400)]).all() for i, row in enumerate(data)), path
            for i in range(len(g["waveforms"]) if "waveforms" in g else 0):
                assert g["waveforms"][i]["data"][0] == 4000000000 + i, path
            series = [g[name] for name in sorted(g) if name.startswith("image_")]
            assert sum(len(s["header"]) for s in series) >= int(committed), path
            for k, s in enumerate(series):
                for i in range(len(s["header"])):
                    assert int(s["attributes"][i]) == k + 2 * i and s["data"][i, 0, 0, 0, 0] == k + 2 * i, path
print("good")`;

describe("a disk that is full", () => {
  it("at any step leaves a valid file with all that was committed", { timeout: 60_000 }, async () => {
    const folder = temporaryPath("");
    const files: string[] = [];
    for (let changes = 0; ; changes++) {
      const path = `${folder}/${changes}.h5`;
      disk.left = changes;
      const { committed, failure } = await fill(path);
      disk.left = Number.POSITIVE_INFINITY;
      if (failure === undefined) break;
      expect(failure).toBeInstanceOf(StorageError);
      expect(failure).toMatchObject({ code: "write-failed", message: expect.stringContaining("ENOSPC") });
      if (!existsSync(path)) continue; // The file could not be created.
      files.push(`${path} ${committed}`);
      if (committed === 0) continue; // There may be no measurement yet, for Larmor's reader.
      const file = await MrdFile.open(path);
      const group = file.group();
      const readouts = [...group.acquisitions()];
      expect(readouts.length).toBeGreaterThanOrEqual(committed);
      expect(readouts).toEqual(readouts.map((_, i) => readout(i, { samples: 600, dimensions: 1 })));
      expect([...group.waveforms()].map(({ header }) => header.scanCounter)).toEqual(
        Array.from({ length: group.waveformCount }, (_, i) => i),
      );
      file.close();
    }
    expect(files.length).toBeGreaterThan(50);
    if (skipReason("python") !== undefined) return;
    const list = `${folder}/files`;
    writeFileSync(list, files.join("\n"));
    expect(runPython(h5pyReads, [list]).trim()).toBe("good");
  });

  it("leaves no file that could not be created", async () => {
    const path = temporaryPath();
    disk.left = 0;
    await expect(MrdFileWriter.create(path)).rejects.toMatchObject({ code: "write-failed" });
    expect(existsSync(path)).toBe(false);
  });

  it("leaves a file unchanged to which a group was being added", async () => {
    const path = temporaryPath();
    await fill(path);
    const before = readFileSync(path);
    for (const changes of [0, 5, 40]) {
      disk.left = changes;
      const adding = (async () => {
        const writer = await MrdFileWriter.create(path, { group: "second" });
        for (let i = 0; i < 100; i++) writer.append(readout(i));
        writer.close();
      })();
      await expect(adding).rejects.toMatchObject({ code: "write-failed" });
      disk.left = Number.POSITIVE_INFINITY;
      expect(readFileSync(path).equals(before)).toBe(true);
    }
  });
});
