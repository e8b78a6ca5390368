import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { larmor } from "../support/cli.ts";
import { raidFile, type TestScan } from "../support/siemens-file.ts";
import { protocolText, smallProtocol } from "../support/siemens-protocol.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-convert-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Eight lines of eight pixels, oversampled, of a point in the centre, in two coils. */
const scans: TestScan[] = Array.from({ length: 8 }, (_, line) => ({
  counters: [line],
  center: [8, 4, 0] as const,
  bits: line === 7 ? [29] : [],
  data: [1, 2].map((value) => Array.from({ length: 16 }, () => [value, 0]).flat()),
}));
const protocol = { ...smallProtocol, MEAS: { ...(smallProtocol.MEAS as object), sPat: { lAccelFactPE: 1 } } };
const buffers = { Meas: protocolText(protocol as typeof smallProtocol) };
const file = raidFile([
  { buffers, scans: scans.slice(0, 3) },
  { buffers, scans },
]);
writeFileSync(join(folder, "meas.dat"), file);
writeFileSync(join(folder, "cut.dat"), file.subarray(0, file.length - 2000));

/** Readouts of the groups of a file. */
async function readouts(name: string): Promise<Record<string, number>> {
  const mrd = await MrdFile.open(join(folder, name));
  const counts = mrd.groups.map((group) => [group.name, group.acquisitionCount] as const);
  mrd.close();
  return Object.fromEntries(counts);
}

describe("larmor convert", () => {
  it("writes the last measurement of a file, or all", async () => {
    const last = await larmor(["convert", "meas.dat", "last.h5"], folder);
    expect(last).toMatchObject({ status: 0 });
    expect(await readouts("last.h5")).toEqual({ dataset: 8 });
    const all = await larmor(["convert", "meas.dat", "all.h5", "--all"], folder);
    expect(all.stderr + all.stdout).toContain("measurement 2 of 2, small");
    expect(await readouts("all.h5")).toEqual({ dataset: 3, dataset_2: 8 });
  });

  it("keeps what comes before the end of a truncated file, and fails", async () => {
    const cut = await larmor(["convert", "cut.dat", "cut.h5"], folder);
    expect(cut.status).toBe(1);
    const lines = (cut.stderr + cut.stdout).trim().split("\n");
    expect(lines.some((line) => /ERROR: at byte \d+: the file is truncated/.test(line))).toBe(true);
    expect(lines.at(-1)).toContain("failed: cut.dat is incomplete");
    const { dataset } = await readouts("cut.h5");
    expect(dataset).toBeGreaterThan(2);
    expect(dataset).toBeLessThan(8);
  });
});

describe("larmor run", () => {
  it("reconstructs raw data as it does the converted file", async () => {
    await larmor(["convert", "meas.dat", "scan.h5"], folder);
    const direct = await larmor(["run", "meas.dat", "-c", "cartesian", "-G", "images"], folder);
    expect(direct).toMatchObject({ status: 0 });
    await larmor(["run", "scan.h5", "-c", "cartesian", "-G", "images"], folder);
    const images = await Promise.all(
      ["meas_results.h5", "scan_results.h5"].map(async (name) => {
        const mrd = await MrdFile.open(join(folder, name));
        const pixels = [...mrd.group("images").images("image_0")].map(({ data }) => [...data]);
        mrd.close();
        return pixels;
      }),
    );
    expect(images[0]).toHaveLength(1);
    expect(images[0]).toEqual(images[1]);
    expect(Math.max(...images[0]![0]!)).toBeGreaterThan(0);
  });

  it("says so, and fails, if the file is truncated", async () => {
    const cut = await larmor(["run", "cut.dat", "-c", "cartesian"], folder);
    expect(cut.status).toBe(1);
    expect(cut.stderr + cut.stdout).toContain("the file is truncated");
  });
});
