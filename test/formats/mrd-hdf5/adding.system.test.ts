import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MrdFile, MrdFileWriter } from "../../../src/formats/mrd-hdf5/index.ts";
import { type Acquisition, DataType } from "../../../src/mrd/index.ts";
import { runPython, skipReason, withReason } from "../../support/peers.ts";
import { image, openGroup, readout, temporaryPath, waveform } from "./fixtures.ts";

/** A checksum of the readouts, which are too many to compare by value. */
function digest(acquisitions: Iterable<Acquisition>): string {
  const hash = createHash("sha1");
  let count = 0;
  for (const { header, trajectory, data } of acquisitions) {
    hash.update(header.bytes).update(trajectory).update(data);
    count += 1;
  }
  return `${count} ${hash.digest("hex")}`;
}

/** All contents of a file, as plain values. */
async function contents(path: string): Promise<Record<string, unknown>> {
  const file = await MrdFile.open(path);
  const groups = file.groups.map((group) => [
    group.name,
    {
      texts: [group.header, group.config, group.configFile, group.configAdditional],
      acquisitions: digest(group.acquisitions()),
      waveforms: [...group.waveforms()],
      images: group.series.map(({ name }) => [name, ...group.images(name)]),
      arrays: group.arrays.map((name) => [name, group.array(name)]),
    },
  ]);
  file.close();
  return Object.fromEntries(groups);
}

async function writeMeasurement(path: string, group: string): Promise<void> {
  const writer = await MrdFileWriter.create(path, { group });
  writer.writeHeader(`<ismrmrdHeader>${group}</ismrmrdHeader>`);
  writer.writeConfig("chain: []");
  writer.writeConfigFile("cartesian");
  writer.writeConfigAdditional("{}");
  for (let i = 0; i < 1100; i++) writer.append(readout(i, { dimensions: i % 2 }));
  writer.append(waveform(1));
  writer.append(image(1, { attributes: "<ismrmrdMeta/>" }));
  writer.append(image(2, { dataType: DataType.complexFloat }));
  writer.writeArray("csm", [2, 3], DataType.double, Float64Array.of(1, 2, 3, 4, 5, 6));
  writer.close();
}

async function expectAdded(path: string): Promise<void> {
  const before = await contents(path);
  const inode = statSync(path).ino;
  const writer = await MrdFileWriter.create(path, { group: "added" });
  writer.writeHeader("<added/>");
  writer.append(readout(7));
  writer.flush();
  expect(statSync(path).ino).toBe(inode);
  expect(await contents(path)).toEqual(before);
  writer.close();
  expect(existsSync(`${path}.adding`)).toBe(false);
  const { added, ...others } = await contents(path);
  expect(others).toEqual(before);
  expect(added).toMatchObject({
    texts: ["<added/>", undefined, undefined, undefined],
    acquisitions: digest([readout(7)]),
  });
}

describe("adding a group to a file", () => {
  it("written by Larmor keeps all its contents", async () => {
    const path = temporaryPath();
    await writeMeasurement(path, "first");
    await writeMeasurement(path, "second");
    await expectAdded(path);
    const file = await MrdFile.open(path);
    expect(file.groups.map(({ name }) => name)).toEqual(["added", "first", "second"]);
    file.close();
  });

  const noTools = skipReason("ismrmrd_generate_cartesian_shepp_logan", "ismrmrd_recon_cartesian_2d");
  it.skipIf(noTools)(withReason("of ISMRMRD's tools keeps its arrays and images", noTools), async () => {
    const path = temporaryPath();
    execFileSync("ismrmrd_generate_cartesian_shepp_logan", ["-m", "16", "-c", "2", "-o", path], { stdio: "pipe" });
    execFileSync("ismrmrd_recon_cartesian_2d", [path], { stdio: "pipe" });
    await expectAdded(path);
    const group = await openGroup(path, "dataset");
    expect(group.arrays).toEqual(["coil_images", "csm", "phantom"]);
    expect(group.series).toEqual([{ name: "cpp", count: 1 }]);
  });

  it("never overwrites a group", async () => {
    const path = temporaryPath();
    await writeMeasurement(path, "dataset");
    const before = readFileSync(path);
    await expect(MrdFileWriter.create(path)).rejects.toMatchObject({ code: "group-exists" });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("refuses what is not HDF5, untouched", async () => {
    const path = temporaryPath();
    writeFileSync(path, "my thesis");
    await expect(MrdFileWriter.create(path)).rejects.toMatchObject({ code: "not-hdf5" });
    expect(readFileSync(path, "utf8")).toBe("my thesis");
  });

  it("is refused while another writer adds one, which continues", async () => {
    const path = temporaryPath();
    await writeMeasurement(path, "first");
    const writer = await MrdFileWriter.create(path, { group: "second" });
    await expect(MrdFileWriter.create(path, { group: "third" })).rejects.toMatchObject({ code: "file-exists" });
    writer.append(readout(1));
    writer.close();
    expect((await openGroup(path, "second")).acquisitionCount).toBe(1);
  });

  it("keeps a file that was changed in the meantime, and reports where the result is", async () => {
    const path = temporaryPath();
    await writeMeasurement(path, "first");
    const writer = await MrdFileWriter.create(path, { group: "second" });
    writer.append(readout(1));
    appendFileSync(path, "changed");
    const before = readFileSync(path);
    expect(() => writer.close()).toThrow(expect.objectContaining({ code: "file-changed" }));
    expect(readFileSync(path).equals(before)).toBe(true);
    expect((await openGroup(`${path}.adding`, "second")).acquisitionCount).toBe(1);
  });

  it("keeps a file that was changed while it was being opened", async () => {
    const path = temporaryPath();
    await writeMeasurement(path, "first");
    const opening = MrdFileWriter.create(path, { group: "second" });
    appendFileSync(path, "changed");
    const before = readFileSync(path);
    const writer = await opening;
    expect(() => writer.close()).toThrow(expect.objectContaining({ code: "file-changed" }));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("is refused while a group is empty, which an active writer fills later", async () => {
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path);
    await expect(MrdFileWriter.create(path)).rejects.toMatchObject({ code: "group-exists" });
    await expect(MrdFileWriter.create(path, { group: "second" })).rejects.toMatchObject({ code: "not-mrd" });
    writer.append(readout(1));
    writer.close();
    expect((await openGroup(path)).acquisitionCount).toBe(1);
  });

  it("writes next to the file that a link leads to, which may be on another file system", async () => {
    const path = temporaryPath();
    await writeMeasurement(path, "first");
    const link = temporaryPath("link.h5");
    symlinkSync(path, link);
    const writer = await MrdFileWriter.create(link, { group: "second" });
    expect([existsSync(`${path}.adding`), existsSync(`${link}.adding`)]).toEqual([true, false]);
    writer.append(readout(1));
    writer.close();
    expect((await openGroup(path, "second")).acquisitionCount).toBe(1);
  });
});

describe("a writer that wants a new file", () => {
  it("is the only one of several to get it", async () => {
    const path = temporaryPath();
    const attempts = await Promise.allSettled([1, 2, 3].map(() => MrdFileWriter.create(path, { existing: "refuse" })));
    const writers = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
    const refusals = attempts.flatMap((attempt) => (attempt.status === "rejected" ? [attempt.reason] : []));
    expect(refusals).toMatchObject([{ code: "file-exists" }, { code: "file-exists" }]);
    writers[0]!.append(readout(1));
    writers[0]!.close();
    expect((await openGroup(path)).acquisitionCount).toBe(1);
  });

  it("leaves existing files unchanged, and nothing next to them", async () => {
    const path = temporaryPath();
    writeFileSync(path, "my thesis");
    await expect(MrdFileWriter.create(path, { existing: "refuse" })).rejects.toMatchObject({ code: "file-exists" });
    expect(readFileSync(path, "utf8")).toBe("my thesis");
    expect(existsSync(`${path}.adding`)).toBe(false);
  });
});

const noPython = skipReason("python");
describe.skipIf(noPython)(withReason("adding a group to a file made by h5py", noPython), () => {
  const begin = `
import sys, h5py, numpy as np
f = h5py.File(sys.argv[1], "w", track_order=True)
g = f.create_group("measurement")
g["xml"] = "<xml/>"
`;

  it("keeps what is MRD", async () => {
    const path = temporaryPath();
    runPython(
      `${begin}g.create_dataset("map", data=np.arange(20000, dtype="<f4").reshape(2, 10000), compression="gzip")`,
      [path],
    );
    await expectAdded(path);
  });

  const refused: readonly (readonly [string, string, string])[] = [
    ["an empty group", `f.create_group("empty")`, "the empty group /empty,"],
    ["a group without a measurement", `f["results/table"] = np.arange(3)`, "/results,"],
    ["a dataset at the top", `f["table"] = np.arange(3)`, "/table,"],
    ["a dataset of texts next to a measurement", `g["notes"] = "important"`, "/measurement/notes,"],
    ["integers of 64 bits", `g["times"] = np.arange(3)`, "/measurement/times,"],
    ["a group in a measurement", `g["sub/x"] = np.arange(3)`, "/measurement/sub,"],
    [
      "more in an image series",
      `g["image_0/header"] = g["image_0/data"] = np.arange(3); g["image_0/mask"] = 1`,
      "/measurement/image_0/mask,",
    ],
    [
      "more in its rows than a message has",
      `g.create_dataset("data", (1,), np.dtype([("head", [("version", "<u2"), ("mine", "<u2")]), ("comment", "<u2")]))`,
      "member comment of /measurement/data,",
    ],
    ["an attribute of the file", `f.attrs["author"] = "me"`, "the HDF5 attribute author of /,"],
    ["an attribute of a group", `g.attrs["author"] = "me"`, "attribute author of /measurement,"],
    ["an attribute of a dataset", `g["xml"].attrs["author"] = "me"`, "attribute author of /measurement/xml,"],
    ["a soft link", `g["again"] = h5py.SoftLink("/measurement/xml")`, "/measurement/again,"],
    ["an external link", `g["other"] = h5py.ExternalLink("other.h5", "/x")`, "/measurement/other,"],
    ["a named type", `g["type"] = np.dtype("<f4")`, "/measurement/type,"],
  ];
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "storage-"));
    const scripts = refused.map(
      ([, statement], i) => `sys.argv[1] = "${directory}/${i}.h5"${begin}${statement}; f.close()`,
    );
    runPython(`import sys; sys.argv.append("")\n${scripts.join("\n")}`);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(refused.map(([what, , named], i) => [what, `${i}.h5`, named] as const))(
    "that holds %s is refused, untouched",
    async (_, name, named) => {
      const path = join(directory, name);
      const before = readFileSync(path);
      await expect(MrdFileWriter.create(path, { group: "added" })).rejects.toMatchObject({
        code: "not-mrd",
        message: expect.stringContaining(named) as string,
      });
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(existsSync(`${path}.adding`)).toBe(false);
    },
  );

  it("that cannot be read in full is refused, untouched, and leaves nothing next to it", async () => {
    const path = temporaryPath();
    runPython(`${begin}g.create_dataset("data", (1,), np.dtype([("head", [("version", "<u2")])]))`, [path]);
    const before = readFileSync(path);
    await expect(MrdFileWriter.create(path, { group: "added" })).rejects.toMatchObject({ code: "unsupported-layout" });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}.adding`)).toBe(false);
  });
});
