import h5wasm from "h5wasm/node";
import { describe, expect, it } from "vitest";
import { MrdFile, MrdFileWriter } from "../../../src/formats/mrd-hdf5/index.ts";
import { image, openGroup, readout, temporaryPath } from "./fixtures.ts";

async function write(path: string, group: string, scanCounter = 1): Promise<string> {
  const writer = await MrdFileWriter.create(path, { group });
  writer.writeHeader(`<${group.replaceAll("/", "")}/>`);
  writer.append(readout(scanCounter));
  writer.append(image(1));
  return writer.close().group;
}

async function names(path: string): Promise<string[]> {
  const file = await MrdFile.open(path);
  file.close();
  return file.groups.map(({ name }) => name);
}

const counterIn = async (path: string, group?: string) =>
  [...(await openGroup(path, group)).acquisitions()].map(({ header }) => header.scanCounter);

describe("the name of a group", () => {
  it.each(["dataset", "/dataset", "dataset/", "//dataset"])("is %s in h5py and here", async (name) => {
    const path = temporaryPath();
    expect(await write(path, name)).toBe("dataset");
    expect(await names(path)).toEqual(["dataset"]);
    for (const other of ["dataset", "/dataset", "dataset/"]) expect(await counterIn(path, other)).toEqual([1]);
    await expect(write(path, name)).rejects.toMatchObject({ code: "group-exists" });
  });

  it.each(["a/b", "/a/b/"])("can be a path: %s", async (name) => {
    const path = temporaryPath();
    expect(await write(path, name)).toBe("a/b");
    expect(await names(path)).toEqual(["a/b"]);
    for (const other of ["a/b", "/a/b", undefined]) expect(await counterIn(path, other)).toEqual([1]);
    await expect(write(path, "a/b")).rejects.toMatchObject({ code: "group-exists" });
  });

  it("lets groups be added next to, in and around others", async () => {
    const path = temporaryPath();
    const added = ["a/b", "a/c", "d", "a/b/e", "a"];
    for (const [i, name] of added.entries()) await write(path, name, i);
    expect((await names(path)).toSorted()).toEqual(added.toSorted());
    for (const [i, name] of added.entries()) {
      const group = await openGroup(path, name);
      expect([...group.acquisitions()].map(({ header }) => header.scanCounter)).toEqual([i]);
      expect([...group.images("image_0")].length).toBe(1);
      expect(group.header).toBe(`<${name.replaceAll("/", "")}/>`);
    }
  });

  it("does not have to be given if one group is not in another", async () => {
    const path = temporaryPath();
    await write(path, "dataset", 1);
    await write(path, "dataset/earlier", 2);
    expect(await counterIn(path)).toEqual([1]);
    await write(path, "second", 3);
    await expect(openGroup(path)).rejects.toMatchObject({ code: "group-ambiguous" });
  });

  it.each(["", "/", "a/./b", "a\0b", "a/b/c/d/e/f/g/h/i"])("is refused for writing: %j", async (name) => {
    await expect(MrdFileWriter.create(temporaryPath(), { group: name })).rejects.toMatchObject({
      code: "invalid-name",
    });
  });

  it.each(["a/xml/b", "a/image_0/b"])("is refused in something else than a group: %s", async (name) => {
    const path = temporaryPath();
    await write(path, "a");
    await expect(write(path, name)).rejects.toMatchObject({
      code: "invalid-name",
      message: expect.stringMatching(/\/a\/(xml|image_0), which is not a group/) as string,
    });
  });

  it("is / for a measurement in the root, which stays there when a group is added", async () => {
    await h5wasm.ready;
    const path = temporaryPath();
    const file = new h5wasm.File(path, "w");
    file.create_dataset({ name: "xml", data: ["<root/>"], shape: [1] });
    file.close();
    expect((await openGroup(path)).header).toBe("<root/>");
    await write(path, "a/b");
    expect(await names(path)).toEqual(["/", "a/b"]);
    expect((await openGroup(path, "/")).header).toBe("<root/>");
  });

  it("ends the search if a group contains itself", async () => {
    await h5wasm.ready;
    const path = temporaryPath();
    const file = new h5wasm.File(path, "w");
    file.create_group("a").create_dataset({ name: "xml", data: ["<a/>"], shape: [1] });
    file.create_hard_link("/a", "/a/b");
    file.close();
    const opened = await MrdFile.open(path);
    expect(opened.group().header).toBe("<a/>");
    expect(opened.groups.length).toBe(8);
    opened.close();
    await expect(write(path, "c")).rejects.toMatchObject({
      code: "not-mrd",
      message: expect.stringContaining("holds /a/b/b/b/b/b/b/b/b,") as string,
    });
  });
});
