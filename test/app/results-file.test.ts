import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeResults, ResultsFile } from "../../src/app/results-file.ts";
import { MrdFile, MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import { type Acquisition, AcquisitionHeader } from "../../src/mrd/index.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "larmor-results-"));
  path = join(folder, "results.h5");
});
afterEach(() => rmSync(folder, { recursive: true }));

const options = { group: "g", header: "<ismrmrdHeader/>" };
const readout = (scanCounter: number): Acquisition => ({
  kind: "acquisition",
  header: AcquisitionHeader.of({ scanCounter, numberOfSamples: 1, activeChannels: 1 }),
  trajectory: new Float32Array(),
  data: Float32Array.of(scanCounter, 0),
});
async function written(name: string) {
  const file = await MrdFile.open(path);
  const group = file.group(name);
  const found = {
    header: group.header,
    counters: [...group.acquisitions()].map(({ header }) => header.scanCounter),
  };
  file.close();
  return found;
}
async function writeGroup(name: string): Promise<void> {
  const writer = await MrdFileWriter.create(path, { group: name });
  writer.writeHeader(options.header);
  writer.close();
}

describe("ResultsFile", () => {
  it("is created with the first result, and keeps the order of results", async () => {
    const results = await ResultsFile.at(path, options);
    expect(existsSync(path)).toBe(false);
    for (const counter of [1, 2]) results.append(readout(counter));
    await results.drained();
    expect(results.drained()).toBeUndefined();
    results.append(readout(3));
    expect(await results.close({ evenIfEmpty: false })).toMatchObject({ path, group: "g", acquisitions: 3 });
    expect(await written("g")).toEqual({ header: options.header, counters: [1, 2, 3] });
  });

  it("saves its results even if it is closed immediately, and may be closed again", async () => {
    const results = await ResultsFile.at(path, options);
    results.append(readout(7));
    const summary = await results.close({ evenIfEmpty: true });
    expect(await results.close({ evenIfEmpty: false })).toEqual(summary);
    expect((await written("g")).counters).toEqual([7]);
  });

  it("leaves nothing if there are no results, or only the header if requested", async () => {
    const results = await ResultsFile.at(path, options);
    expect(await results.close({ evenIfEmpty: false })).toBeUndefined();
    expect(existsSync(path)).toBe(false);
    const summary = await results.close({ evenIfEmpty: true });
    expect(describeResults(summary!)).toEqual([`results are in ${path}, group 'g': 0 images`]);
    expect(await written("g")).toEqual({ header: options.header, counters: [] });
  });

  it("leaves an existing file unchanged if there are no results", async () => {
    await writeGroup("before");
    const results = await ResultsFile.at(path, options);
    await results.close({ evenIfEmpty: false });
    const file = await MrdFile.open(path);
    expect(file.groups.map(({ name }) => name)).toEqual(["before"]);
    file.close();
  });

  it("rejects all pending calls if the file can't be created after all", async () => {
    const results = await ResultsFile.at(path, options);
    await writeGroup("g");
    results.append(readout(1));
    await expect(results.drained()).rejects.toMatchObject({ code: "group-exists" });
    await expect(results.close({ evenIfEmpty: false })).rejects.toMatchObject({ code: "group-exists" });
  });

  it.each<[string, () => void | Promise<void>, string]>([
    ["a group that exists", () => writeGroup("g"), "group-exists"],
    ["a file that is not HDF5", () => writeFileSync(path, "text"), "not-hdf5"],
    ["a missing folder", () => rmSync(folder, { recursive: true }), "write-failed"],
    [
      "a folder that is a file",
      () => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, "");
      },
      "write-failed",
    ],
  ])("rejects %s before there are results", async (_, prepare, code) => {
    await prepare();
    await expect(ResultsFile.at(path, options)).rejects.toMatchObject({ code });
    rmSync(folder, { recursive: true, force: true });
    folder = mkdtempSync(join(tmpdir(), "larmor-results-"));
  });
});

describe("describeResults", () => {
  it("counts images per series and in total, and other messages", () => {
    const series = [
      { name: "image_0", count: 2 },
      { name: "image_1", count: 3 },
    ];
    expect(describeResults({ path: "r.h5", group: "g", acquisitions: 4, waveforms: 0, series })).toEqual([
      "2 images in series image_0",
      "3 images in series image_1",
      "results are in r.h5, group 'g': 5 images, 4 readouts",
    ]);
  });
});
