import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { installedChain } from "../../src/app/chain-named.ts";
import { dryRunFile } from "../../src/app/dry-run-file.ts";
import { mrdOrOtherHdf5, otherSource } from "../../src/app/other-source.ts";
import { MrdFile, MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import { raidFile } from "../support/siemens-file.ts";
import { protocolText, smallProtocol } from "../support/siemens-protocol.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-source-"));
afterAll(() => rmSync(folder, { recursive: true }));

const raw = join(folder, "meas.dat");
const buffers = { Meas: protocolText(smallProtocol) };
const scans = [0, 1].map((line) => ({ counters: [line], data: [Array<number>(32).fill(1)] }));
writeFileSync(
  raw,
  raidFile([
    { buffers, scans: scans.slice(1) },
    { buffers, scans },
  ]),
);

describe("otherSource", () => {
  it("opens the chosen measurement of raw data", async () => {
    const source = await otherSource(raw, { measurement: 1 });
    expect(source!.counts().acquisitions).toBe(1);
    source!.close();
    source!.close();
  });

  it("leaves MRD, unknown and missing files to the reader of MRD", async () => {
    const mrd = join(folder, "scan.h5");
    (await MrdFileWriter.create(mrd)).close();
    const text = join(folder, "text");
    writeFileSync(text, "text");
    for (const path of [mrd, text, join(folder, "missing")]) expect(await otherSource(path, {})).toBeUndefined();
    await expect(mrdOrOtherHdf5(text, {})).rejects.toMatchObject({ code: "not-hdf5" });
    await expect(mrdOrOtherHdf5(mrd, {})).rejects.toMatchObject({ code: "not-mrd" }); // it has no measurement
    const writer = await MrdFileWriter.create(join(folder, "header.h5"));
    writer.writeHeader("<ismrmrdHeader/>");
    writer.close();
    const file = await mrdOrOtherHdf5(join(folder, "header.h5"), {});
    expect(file).toBeInstanceOf(MrdFile);
    file.close();
  });
});

describe("dryRunFile", () => {
  it("runs a chain on raw data", async () => {
    const chain = await installedChain("cartesian", { gadgets: [], pipelines: [] });
    const run = await dryRunFile(raw, chain, { noiseFolder: folder, noiseMaxAge: 1 });
    expect(run.imageData).toBe(2);
  });
});
